-- report/insert: a report, once for each account; touches no row the second time.
-- $1 id uuid | $2 comment_id uuid | $3 account_id uuid | $4 reason text | $5 note text | $6 created_at timestamptz
-- -> nothing
INSERT INTO newsroom.comment_report (id, comment_id, account_id, reason, note, created_at) VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (comment_id, account_id) DO NOTHING
