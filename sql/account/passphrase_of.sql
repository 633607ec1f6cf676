-- account/passphrase_of: whose a handle is, and what its passphrase must hash to.
-- $1 handle text
-- -> id uuid, passphrase_hash text | index account_handle_key
SELECT id, passphrase_hash FROM newsroom.account WHERE handle = $1
