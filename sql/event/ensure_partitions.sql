-- event/ensure_partitions: makes the next partitions of the log.
-- -> made integer
SELECT feed.ensure_partitions() AS made
