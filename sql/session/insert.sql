-- session/insert: somebody has signed in.
-- $1 id uuid | $2 account_id uuid | $3 token_hash bytea, SHA-256 | $4 created_at timestamptz | $5 expires_at timestamptz
-- -> nothing
INSERT INTO newsroom.session (id, account_id, token_hash, created_at, expires_at) VALUES ($1, $2, $3, $4, $5)
