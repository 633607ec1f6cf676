-- audit/insert: one thing that was done.
-- $1 id uuid | $2 at timestamptz | $3 actor_id uuid | $4 actor_name text | $5 action text | $6 comment_id uuid | $7 account_id uuid
-- $8 from_status text | $9 to_status text | $10 revision integer | $11 reason text | $12 note text | $13 undoes uuid | $14 batch uuid
-- $15 details jsonb
-- -> nothing
INSERT INTO newsroom.audit (
    id, at, actor_id, actor_name, action, comment_id, account_id, from_status, to_status, revision, reason, note, undoes, batch, details)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)
