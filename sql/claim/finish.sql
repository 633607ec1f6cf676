-- claim/finish: ends the claims of a moderator on comments that are decided about.
-- $1 comments uuid[] | $2 moderator_id uuid
-- -> nothing | index claim_pkey
DELETE FROM newsroom.claim WHERE comment_id = ANY ($1::uuid[]) AND moderator_id = $2
