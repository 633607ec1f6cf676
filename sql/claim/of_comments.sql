-- claim/of_comments: who works on some comments now.
-- $1 comments uuid[]
-- -> comment_id uuid, console_id uuid, moderator_id uuid, moderator_name text, expires_at timestamptz | index claim_pkey
SELECT comment_id, console_id, moderator_id, moderator_name, expires_at
FROM newsroom.claim WHERE comment_id = ANY ($1::uuid[]) AND expires_at > clock_timestamp()
