-- token/sweep: ends tokens that have expired, so that their private streams end; those that another node is ending are left to it.
-- $1 now timestamptz
-- -> nothing
UPDATE newsroom.access_token SET revoked_at = expires_at
WHERE id IN (SELECT t.id FROM newsroom.access_token t WHERE t.revoked_at IS NULL AND t.expires_at <= $1 FOR UPDATE SKIP LOCKED)
