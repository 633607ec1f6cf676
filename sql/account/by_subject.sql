-- account/by_subject: the account of single sign-on that an issuer vouches for.
-- $1 issuer text | $2 subject text
-- -> id uuid, kind text, role text, name text, handle text, issuer text, subject text, author text, standing text
-- -> standing_until timestamptz, standing_reason text, revision integer, created_at timestamptz, updated_at timestamptz | index account_subject_key
SELECT a.id, a.kind, a.role, a.name, a.handle, a.issuer, a.subject, w.slug AS author, a.standing, a.standing_until, a.standing_reason,
    a.revision, a.created_at, a.updated_at
FROM newsroom.account a LEFT JOIN newsroom.author w ON w.id = a.author_id
WHERE a.issuer = $1 AND a.subject = $2
