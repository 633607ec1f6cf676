-- comment/insert_revision: what a comment said at one time; once a revision.
-- $1 comment_id uuid | $2 number integer | $3 body text | $4 changed_at timestamptz
-- -> nothing
INSERT INTO newsroom.comment_revision (comment_id, number, body, changed_at) VALUES ($1, $2, $3, $4)
ON CONFLICT (comment_id, number) DO NOTHING
