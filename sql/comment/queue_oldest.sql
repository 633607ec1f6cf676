-- comment/queue_oldest: comments of a status that stand in a queue, oldest first, strictly after a place; NULL filters nothing.
-- $1 status text | $2 queue text | $3 article_id uuid | $4 section text | $5 reader uuid | $6 reason text
-- $7 after bigint, microseconds since 1970, exclusive with $8 | $8 after_id uuid | $9 limit integer, 1...101
-- -> id uuid, item text, created_microseconds bigint | index comment_queue
SELECT (found.c).id, newsroom.moderation_data(found.c)::text AS item,
    (extract(epoch FROM (found.c).created_at) * 1000000)::bigint AS created_microseconds
FROM (
    SELECT c FROM newsroom.comment c
    WHERE c.status = $1 AND $2 = ANY (newsroom.queues(c.status, c.holds, c.report_count))
        AND ($3::uuid IS NULL OR c.article_id = $3)
        AND ($4::text IS NULL OR c.article_id IN (
            SELECT a.id FROM newsroom.article a JOIN newsroom.section s ON s.id = a.section_id WHERE s.slug = $4))
        AND ($5::uuid IS NULL OR c.account_id = $5)
        -- As newsroom.reasons has it, which would be asked for each row of the queue.
        AND ($6::text IS NULL OR c.holds @> jsonb_build_array(jsonb_build_object('reason', $6::text))
            OR EXISTS (SELECT FROM newsroom.comment_report p WHERE p.comment_id = c.id AND p.answered_at IS NULL AND p.reason = $6)
            OR EXISTS (
                SELECT FROM newsroom.audit d
                WHERE d.comment_id = c.id AND d.revision = c.revision AND d.action = 'decide' AND d.reason = $6))
        AND (c.created_at, c.id) > (timestamptz 'epoch' + $7::bigint * interval '1 microsecond', $8::uuid)
    ORDER BY c.created_at, c.id
    LIMIT $9::integer) found
ORDER BY (found.c).created_at, (found.c).id
