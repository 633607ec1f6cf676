-- account/by_handle: the local account of a handle.
-- $1 handle text
-- -> id uuid, kind text, role text, name text, handle text, issuer text, subject text, author text, standing text
-- -> standing_until timestamptz, standing_reason text, revision integer, created_at timestamptz, updated_at timestamptz | index account_handle_key
SELECT a.id, a.kind, a.role, a.name, a.handle, a.issuer, a.subject, w.slug AS author, a.standing, a.standing_until, a.standing_reason,
    a.revision, a.created_at, a.updated_at
FROM newsroom.account a LEFT JOIN newsroom.author w ON w.id = a.author_id
WHERE a.handle = $1
