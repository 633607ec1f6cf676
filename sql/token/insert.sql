-- token/insert: a new token; the author by slug.
-- $1 id uuid | $2 name text | $3 role text | $4 author text | $5 token_hash bytea, SHA-256
-- $6 created_at timestamptz | $7 expires_at timestamptz | $8 revoked_at timestamptz
-- -> nothing
INSERT INTO newsroom.access_token (id, name, role, author_id, token_hash, created_at, expires_at, revoked_at)
VALUES ($1, $2, $3, (SELECT w.id FROM newsroom.author w WHERE w.slug = $4), $5, $6, $7, $8)
