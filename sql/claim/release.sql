-- claim/release: gives a claim back.
-- $1 comment_id uuid | $2 console_id uuid
-- -> nothing | index claim_pkey
DELETE FROM newsroom.claim WHERE comment_id = $1 AND console_id = $2
