-- word/insert: puts words on a list.
-- $1 words text[] | $2 list text
-- -> nothing
INSERT INTO newsroom.word (word, list) SELECT unnest($1::text[]), $2
