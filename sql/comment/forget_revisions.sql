-- comment/forget_revisions: takes away what a comment said, once its author has removed it.
-- $1 comment_id uuid
-- -> nothing | index comment_revision_pkey
DELETE FROM newsroom.comment_revision WHERE comment_id = $1
