-- account/set_passphrase: another passphrase for a local account.
-- $1 id uuid | $2 passphrase_hash text | $3 updated_at timestamptz
-- -> nothing | index account_pkey
UPDATE newsroom.account SET passphrase_hash = $2, revision = revision + 1, updated_at = $3
WHERE id = $1 AND kind = 'local'
