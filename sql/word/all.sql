-- word/all: every word that holds comments.
-- -> word text, list text
SELECT word, list FROM newsroom.word ORDER BY word
