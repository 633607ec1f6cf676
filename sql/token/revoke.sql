-- token/revoke: refuses a token from now on; touches no row when it is unknown or revoked already.
-- $1 id uuid | $2 now timestamptz
-- -> nothing | index access_token_pkey
UPDATE newsroom.access_token SET revoked_at = $2
WHERE id = $1 AND revoked_at IS NULL
