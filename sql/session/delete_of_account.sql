-- session/delete_of_account: signs out everywhere.
-- $1 account_id uuid
-- -> nothing | index session_account
DELETE FROM newsroom.session WHERE account_id = $1
