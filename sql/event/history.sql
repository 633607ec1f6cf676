-- event/history: every epoch, oldest first, each with the oldest and the newest position that are kept.
-- -> token text, first_position bigint, oldest bigint, head bigint
SELECT e.token, e.first_position,
    coalesce((SELECT l.position FROM feed.log l ORDER BY l.position LIMIT 1), h.position + 1) AS oldest, h.position AS head
FROM feed.epoch e CROSS JOIN feed.head() h
ORDER BY e.epoch
