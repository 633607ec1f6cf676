-- comment/reported_newest: comments with reports that nobody has answered, newest first, strictly after a place; NULL filters nothing.
-- $1 article_id uuid | $2 section text | $3 reader uuid | $4 reason text | $5 after bigint, microseconds since 1970, exclusive with $6
-- $6 after_id uuid | $7 limit integer, 1...101
-- -> id uuid, item text, created_microseconds bigint | index comment_reported
SELECT (found.c).id, newsroom.moderation_data(found.c)::text AS item,
    (extract(epoch FROM (found.c).created_at) * 1000000)::bigint AS created_microseconds
FROM (
    SELECT c FROM newsroom.comment c
    WHERE c.report_count > 0 AND c.status IN ('pending', 'approved')
        AND ($1::uuid IS NULL OR c.article_id = $1)
        AND ($2::text IS NULL OR c.article_id IN (
            SELECT a.id FROM newsroom.article a JOIN newsroom.section s ON s.id = a.section_id WHERE s.slug = $2))
        AND ($3::uuid IS NULL OR c.account_id = $3)
        -- As newsroom.reasons has it, which would be asked for each row of the queue.
        AND ($4::text IS NULL OR c.holds @> jsonb_build_array(jsonb_build_object('reason', $4::text))
            OR EXISTS (SELECT FROM newsroom.comment_report p WHERE p.comment_id = c.id AND p.answered_at IS NULL AND p.reason = $4)
            OR EXISTS (
                SELECT FROM newsroom.audit d
                WHERE d.comment_id = c.id AND d.revision = c.revision AND d.action = 'decide' AND d.reason = $4))
        AND (c.created_at, c.id) < (timestamptz 'epoch' + $5::bigint * interval '1 microsecond', $6::uuid)
    ORDER BY c.created_at DESC, c.id DESC
    LIMIT $7::integer) found
ORDER BY (found.c).created_at DESC, (found.c).id DESC
