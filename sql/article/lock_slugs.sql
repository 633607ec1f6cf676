-- article/lock_slugs: makes everybody else wait who looks for a free address of the same stem, until the transaction ends.
-- $1 stem text
-- -> locked void
SELECT pg_advisory_xact_lock(7220177, hashtext($1)) AS locked
