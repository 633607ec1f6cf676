-- comment/of_threads: what a reader gets to see of some threads, and what it answers, oldest first. Whole threads, in the order of the
-- roots, until there would be too many comments; the others are left out.
-- $1 roots uuid[] | $2 reader uuid, whose own comments show, or NULL | $3 limit integer, of each thread | $4 limit integer, of all
-- -> id uuid, article_id uuid, parent_id uuid, root_id uuid, depth integer, account_id uuid, author_name text, author_kind text
-- -> body text, body_html text, status text, holds jsonb, report_count integer, revision integer, created_at timestamptz
-- -> edited_at timestamptz, updated_at timestamptz, told_reason text, told_note text | index comment_thread
WITH RECURSIVE seen AS (
    SELECT root.place, c.id, c.parent_id
    FROM unnest($1::uuid[]) WITH ORDINALITY AS root (id, place) CROSS JOIN LATERAL (
        SELECT c.id, c.parent_id FROM newsroom.comment c
        WHERE c.root_id = root.id AND (c.status = 'approved' OR c.account_id = $2 AND c.status <> 'removed')
        ORDER BY c.created_at, c.id
        LIMIT $3::integer) c
), thread AS (
    SELECT place, sum(count(*)) OVER (ORDER BY place) AS total FROM seen GROUP BY place
), wanted AS (
    SELECT seen.id, seen.parent_id FROM seen JOIN thread USING (place) WHERE thread.total <= $4::integer
    UNION
    SELECT p.id, p.parent_id FROM wanted JOIN newsroom.comment p ON p.id = wanted.parent_id
)
SELECT c.id, c.article_id, c.parent_id, c.root_id, c.depth, c.account_id, w.name AS author_name, w.kind AS author_kind, c.body, c.body_html,
    c.status, c.holds, c.report_count, c.revision, c.created_at, c.edited_at, c.updated_at,
    d.reason AS told_reason, d.note AS told_note
FROM wanted JOIN newsroom.comment c ON c.id = wanted.id JOIN newsroom.account w ON w.id = c.account_id
    LEFT JOIN newsroom.audit d ON d.comment_id = c.id AND d.revision = c.revision AND d.action = 'decide'
ORDER BY c.created_at, c.id
