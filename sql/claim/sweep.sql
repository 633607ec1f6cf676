-- claim/sweep: ends claims that are over. What another node is ending already is left to it.
-- $1 limit integer
-- -> nothing | index claim_expires
DELETE FROM newsroom.claim WHERE comment_id IN (
    SELECT comment_id FROM newsroom.claim WHERE expires_at <= statement_timestamp() LIMIT $1::integer FOR UPDATE SKIP LOCKED)
