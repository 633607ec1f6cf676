-- comment/insert_revision: what a comment said from a time on; each wording once, whatever was decided about it since.
-- $1 comment_id uuid | $2 number integer | $3 body text | $4 changed_at timestamptz
-- -> nothing
INSERT INTO newsroom.comment_revision (comment_id, number, body, changed_at)
SELECT $1::uuid, $2::integer, $3::text, $4::timestamptz
WHERE NOT EXISTS (SELECT FROM newsroom.comment_revision r WHERE r.comment_id = $1 AND r.changed_at = $4)
ON CONFLICT (comment_id, number) DO NOTHING
