-- comment/of_threads: what a reader gets to see of some threads, strictly after a place in them, and what it answers, oldest first. The
-- threads come in the order of the roots, until there would be too many comments; the others are left out. At the last comment of one that
-- has more behind it, it goes on.
-- $1 roots uuid[] | $2 reader uuid, whose own comments show, or NULL | $3 limit integer, of each thread | $4 limit integer, of all
-- $5 after bigint, microseconds since 1970, exclusive with $6 | $6 after_id uuid
-- -> id uuid, article_id uuid, parent_id uuid, root_id uuid, depth integer, account_id uuid, author_name text, author_kind text
-- -> body text, body_html text, status text, holds jsonb, report_count integer, revision integer, created_at timestamptz
-- -> edited_at timestamptz, updated_at timestamptz, told_reason text, told_note text, goes_on boolean | index comment_thread
WITH RECURSIVE found AS (
    SELECT root.place, c.id, c.parent_id, c.number, count(*) OVER (PARTITION BY root.place) > $3::integer AS is_cut
    FROM unnest($1::uuid[]) WITH ORDINALITY AS root (id, place) CROSS JOIN LATERAL (
        SELECT c.id, c.parent_id, row_number() OVER (ORDER BY c.created_at, c.id) AS number FROM newsroom.comment c
        WHERE c.root_id = root.id AND (c.status = 'approved' OR c.account_id = $2 AND c.status <> 'removed')
            AND (c.created_at, c.id) > (timestamptz 'epoch' + $5::bigint * interval '1 microsecond', $6::uuid)
        ORDER BY c.created_at, c.id
        LIMIT $3::integer + 1) c
), seen AS (
    SELECT place, id, parent_id, is_cut AND number = $3::integer AS goes_on FROM found WHERE number <= $3::integer
), thread AS (
    SELECT place, sum(count(*)) OVER (ORDER BY place) AS total FROM seen GROUP BY place
), wanted AS (
    SELECT seen.id, seen.parent_id FROM seen JOIN thread USING (place) WHERE thread.total <= $4::integer
    UNION
    SELECT p.id, p.parent_id FROM wanted JOIN newsroom.comment p ON p.id = wanted.parent_id
)
SELECT c.id, c.article_id, c.parent_id, c.root_id, c.depth, c.account_id, w.name AS author_name, w.kind AS author_kind, c.body, c.body_html,
    c.status, c.holds, c.report_count, c.revision, c.created_at, c.edited_at, c.updated_at,
    d.reason AS told_reason, d.note AS told_note, COALESCE(seen.goes_on, false) AS goes_on
FROM wanted JOIN newsroom.comment c ON c.id = wanted.id JOIN newsroom.account w ON w.id = c.account_id
    LEFT JOIN seen ON seen.id = c.id
    LEFT JOIN newsroom.audit d ON d.comment_id = c.id AND d.revision = c.revision AND d.action = 'decide'
ORDER BY c.created_at, c.id
