-- word/edition: which edition of the lists this is.
-- -> revision integer
SELECT revision FROM newsroom.word_edition
