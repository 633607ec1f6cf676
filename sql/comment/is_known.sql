-- comment/is_known: whether everybody may read any comment of an account.
-- $1 account_id uuid
-- -> is_known boolean | index comment_account
SELECT EXISTS (SELECT FROM newsroom.comment WHERE account_id = $1 AND status = 'approved') AS is_known
