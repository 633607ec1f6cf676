-- claim/all: who works on what now.
-- -> comment_id uuid, console_id uuid, moderator_id uuid, moderator_name text, expires_at timestamptz
SELECT comment_id, console_id, moderator_id, moderator_name, expires_at
FROM newsroom.claim WHERE expires_at > clock_timestamp() ORDER BY claimed_at, comment_id
