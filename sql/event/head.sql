-- event/head: the newest position, and the token of the newest epoch; NULLs before the log has begun.
-- -> token text, position bigint
SELECT token, position FROM feed.head()
