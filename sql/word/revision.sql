-- word/revision: which revision of the lists this is.
-- -> revision integer
SELECT revision FROM newsroom.word_revision
