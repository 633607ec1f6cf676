-- article/lock: locks an article until the transaction ends, so that nobody else changes it meanwhile.
-- $1 id uuid
-- -> id uuid | index article_pkey
SELECT id FROM newsroom.article WHERE id = $1 FOR UPDATE
