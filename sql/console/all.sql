-- console/all: who is there, and what they look at.
-- -> id uuid, moderator_id uuid, moderator_name text, looking_at uuid
SELECT id, moderator_id, moderator_name, looking_at FROM newsroom.console WHERE expires_at > clock_timestamp() ORDER BY opened_at, id
