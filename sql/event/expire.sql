-- event/expire: drops partitions of the log whose newest event is older than wanted.
-- $1 keep_seconds bigint
-- -> dropped integer
SELECT feed.expire($1::bigint * interval '1 second') AS dropped
