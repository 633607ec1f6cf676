-- account/insert: a new account; the author by slug.
-- $1 id uuid | $2 kind text | $3 role text | $4 name text | $5 handle text | $6 passphrase_hash text | $7 issuer text
-- $8 subject text | $9 author text | $10 standing text | $11 standing_until timestamptz | $12 standing_reason text
-- $13 revision integer | $14 created_at timestamptz | $15 updated_at timestamptz
-- -> nothing
INSERT INTO newsroom.account (
    id, kind, role, name, handle, passphrase_hash, issuer, subject, author_id, standing, standing_until, standing_reason, revision,
    created_at, updated_at)
VALUES (
    $1, $2, $3, $4, $5, $6, $7, $8, (SELECT w.id FROM newsroom.author w WHERE w.slug = $9), $10, $11, $12, $13, $14, $15)
