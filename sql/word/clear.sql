-- word/clear: empties the lists.
-- -> nothing
DELETE FROM newsroom.word
