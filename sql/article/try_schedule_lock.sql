-- article/try_schedule_lock: whether this transaction may run the publishing schedule; held until it ends.
-- -> is_mine boolean
SELECT pg_try_advisory_xact_lock(7220178) AS is_mine
