-- session/by_hash: who is signed in with a secret.
-- $1 token_hash bytea, SHA-256 | $2 now timestamptz
-- -> id uuid, account_id uuid, kind text, role text, name text, author text, standing text, standing_until timestamptz
-- -> standing_reason text, created_at timestamptz, expires_at timestamptz | index session_hash_key
SELECT s.id, s.account_id, a.kind, a.role, a.name, w.slug AS author, a.standing, a.standing_until, a.standing_reason, s.created_at,
    s.expires_at
FROM newsroom.session s JOIN newsroom.account a ON a.id = s.account_id LEFT JOIN newsroom.author w ON w.id = a.author_id
WHERE s.token_hash = $1 AND s.expires_at > $2
