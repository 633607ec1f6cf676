-- comment/was_read: whether a moderator has read a comment: decided about it, be it that the decision was taken back.
-- $1 id uuid
-- -> was_read boolean | index audit_comment
SELECT EXISTS (SELECT FROM newsroom.audit WHERE comment_id = $1 AND action = 'decide') AS was_read
