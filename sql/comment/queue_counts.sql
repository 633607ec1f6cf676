-- comment/queue_counts: how many comments stand in each queue.
-- -> pending bigint, held bigint, reported bigint, approved bigint, rejected bigint | index comment_queue
SELECT waiting.pending, waiting.held,
    (SELECT count(*) FROM newsroom.comment WHERE report_count > 0 AND status IN ('pending', 'approved')) AS reported,
    (SELECT count(*) FROM newsroom.comment WHERE status = 'approved') AS approved,
    (SELECT count(*) FROM newsroom.comment WHERE status = 'rejected') AS rejected
FROM (
    SELECT count(*) FILTER (WHERE 'pending' = ANY (newsroom.queues(status, holds, report_count))) AS pending,
        count(*) FILTER (WHERE 'held' = ANY (newsroom.queues(status, holds, report_count))) AS held
    FROM newsroom.comment WHERE status = 'pending') waiting
