-- console/close: ends a console, and its claims with it.
-- $1 id uuid
-- -> nothing | index console_pkey
DELETE FROM newsroom.console WHERE id = $1
