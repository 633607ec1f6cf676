-- console/sweep: ends consoles that are over, and their claims with them. What another node is ending already is left to it.
-- $1 limit integer
-- -> nothing | index console_expires
DELETE FROM newsroom.console WHERE id IN (
    SELECT id FROM newsroom.console WHERE expires_at <= statement_timestamp() LIMIT $1::integer FOR UPDATE SKIP LOCKED)
