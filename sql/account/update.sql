-- account/update: an account after one change; touches no row when somebody else has changed it since.
-- $1 id uuid | $2 role text | $3 name text | $4 author text | $5 standing text | $6 standing_until timestamptz
-- $7 standing_reason text | $8 revision integer | $9 updated_at timestamptz
-- -> nothing | index account_pkey
UPDATE newsroom.account
SET role = $2, name = $3, author_id = (SELECT w.id FROM newsroom.author w WHERE w.slug = $4), standing = $5, standing_until = $6,
    standing_reason = $7, revision = $8, updated_at = $9
WHERE id = $1 AND revision = $8 - 1
