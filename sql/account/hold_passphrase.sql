-- account/hold_passphrase: the account, if its passphrase still hashes so; nobody changes that before the transaction ends.
-- $1 id uuid | $2 passphrase_hash text
-- -> id uuid | index account_pkey
SELECT id FROM newsroom.account WHERE id = $1 AND passphrase_hash = $2 FOR SHARE
