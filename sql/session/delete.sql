-- session/delete: signs out. Readers are told, so that private streams end.
-- $1 id uuid
-- -> nothing | index session_pkey
DELETE FROM newsroom.session WHERE id = $1
