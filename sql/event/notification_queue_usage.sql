-- event/notification_queue_usage: how full the server's queue of notifications is, 0...1.
-- Asking also moves the queue's tail, which nothing else does after an overflow.
-- -> usage float8
SELECT pg_notification_queue_usage() AS usage
