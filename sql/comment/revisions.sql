-- comment/revisions: what a comment said before and after each edit, oldest first.
-- $1 comment_id uuid
-- -> number integer, body text, changed_at timestamptz | index comment_revision_pkey
SELECT number, body, changed_at FROM newsroom.comment_revision WHERE comment_id = $1 ORDER BY number
