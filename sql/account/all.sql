-- account/all: every account that can sign in with a handle, oldest first.
-- -> id uuid, kind text, role text, name text, handle text, issuer text, subject text, author text, standing text
-- -> standing_until timestamptz, standing_reason text, revision integer, created_at timestamptz, updated_at timestamptz
SELECT a.id, a.kind, a.role, a.name, a.handle, a.issuer, a.subject, w.slug AS author, a.standing, a.standing_until, a.standing_reason,
    a.revision, a.created_at, a.updated_at
FROM newsroom.account a LEFT JOIN newsroom.author w ON w.id = a.author_id
WHERE a.kind = 'local'
ORDER BY a.created_at, a.id
