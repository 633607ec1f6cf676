-- console/look: what a console shows now. A comment that is not there is none.
-- $1 id uuid | $2 comment_id uuid
-- -> nothing | index console_pkey
UPDATE newsroom.console SET looking_at = (SELECT c.id FROM newsroom.comment c WHERE c.id = $2) WHERE id = $1
