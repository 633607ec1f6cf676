-- token/by_hash: the owner of a secret that is neither revoked nor expired.
-- $1 token_hash bytea, SHA-256 | $2 now timestamptz
-- -> id uuid, name text, role text, author text | index access_token_hash_key
SELECT t.id, t.name, t.role, w.slug AS author
FROM newsroom.access_token t LEFT JOIN newsroom.author w ON w.id = t.author_id
WHERE t.token_hash = $1 AND t.revoked_at IS NULL AND (t.expires_at IS NULL OR t.expires_at > $2)
