-- comment/update: a comment after a change; touches no row when somebody else has changed it since.
-- $1 id uuid | $2 expected_revision integer | $3 body text | $4 body_html text | $5 fingerprint bytea | $6 status text | $7 holds jsonb
-- $8 report_count integer | $9 revision integer | $10 edited_at timestamptz | $11 updated_at timestamptz
-- -> nothing | index comment_pkey
UPDATE newsroom.comment SET
    body = $3, body_html = $4, fingerprint = $5, status = $6, holds = $7, report_count = $8, revision = $9, edited_at = $10, updated_at = $11
WHERE id = $1 AND revision = $2
