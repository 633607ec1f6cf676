-- console/open: a console that somebody has opened.
-- $1 id uuid | $2 moderator_id uuid | $3 moderator_name text | $4 lease_seconds bigint
-- -> nothing
INSERT INTO newsroom.console (id, moderator_id, moderator_name, opened_at, expires_at)
VALUES ($1, $2, $3, clock_timestamp(), clock_timestamp() + $4::bigint * interval '1 second')
