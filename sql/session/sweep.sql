-- session/sweep: ends sessions that have lasted long enough, the oldest first. Leaves those that another node is ending.
-- $1 now timestamptz | $2 limit bigint
-- -> nothing | index session_expires
DELETE FROM newsroom.session
WHERE id IN (
    SELECT s.id FROM newsroom.session s WHERE s.expires_at <= $1 ORDER BY s.expires_at LIMIT $2 FOR UPDATE SKIP LOCKED)
