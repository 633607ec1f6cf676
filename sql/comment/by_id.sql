-- comment/by_id: one comment, whatever its state.
-- $1 id uuid
-- -> id uuid, article_id uuid, parent_id uuid, root_id uuid, depth integer, account_id uuid, author_name text, author_kind text
-- -> body text, body_html text, status text, holds jsonb, report_count integer, revision integer, created_at timestamptz
-- -> edited_at timestamptz, updated_at timestamptz, told_reason text, told_note text | index comment_pkey
SELECT c.id, c.article_id, c.parent_id, c.root_id, c.depth, c.account_id, w.name AS author_name, w.kind AS author_kind, c.body, c.body_html,
    c.status, c.holds, c.report_count, c.revision, c.created_at, c.edited_at, c.updated_at,
    d.reason AS told_reason, d.note AS told_note
FROM newsroom.comment c JOIN newsroom.account w ON w.id = c.account_id
    LEFT JOIN newsroom.audit d ON d.comment_id = c.id AND d.revision = c.revision AND d.action = 'decide'
WHERE c.id = $1
