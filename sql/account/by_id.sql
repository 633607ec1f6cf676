-- account/by_id: one account.
-- $1 id uuid
-- -> id uuid, kind text, role text, name text, handle text, issuer text, subject text, author text, standing text
-- -> standing_until timestamptz, standing_reason text, revision integer, created_at timestamptz, updated_at timestamptz | index account_pkey
SELECT a.id, a.kind, a.role, a.name, a.handle, a.issuer, a.subject, w.slug AS author, a.standing, a.standing_until, a.standing_reason,
    a.revision, a.created_at, a.updated_at
FROM newsroom.account a LEFT JOIN newsroom.author w ON w.id = a.author_id
WHERE a.id = $1
