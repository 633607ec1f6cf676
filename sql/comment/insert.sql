-- comment/insert: a new comment.
-- $1 id uuid | $2 article_id uuid | $3 parent_id uuid | $4 root_id uuid | $5 depth integer | $6 account_id uuid | $7 body text
-- $8 body_html text | $9 fingerprint bytea | $10 status text | $11 holds jsonb | $12 revision integer | $13 created_at timestamptz
-- -> nothing
INSERT INTO newsroom.comment (
    id, article_id, parent_id, root_id, depth, account_id, body, body_html, fingerprint, status, holds, revision, created_at, updated_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $13)
