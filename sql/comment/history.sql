-- comment/history: how many comments of an account are in each state.
-- $1 account_id uuid
-- -> status text, comments bigint | index comment_account
SELECT status, count(*) AS comments FROM newsroom.comment WHERE account_id = $1 GROUP BY status
