-- token/all: every token, oldest first; no secret is kept.
-- -> id uuid, name text, role text, author text, created_at timestamptz, expires_at timestamptz
-- -> revoked_at timestamptz
SELECT t.id, t.name, t.role, w.slug AS author, t.created_at, t.expires_at, t.revoked_at
FROM newsroom.access_token t LEFT JOIN newsroom.author w ON w.id = t.author_id
ORDER BY t.created_at, t.id
