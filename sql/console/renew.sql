-- console/renew: renews a console, unless it is over already.
-- $1 id uuid | $2 lease_seconds bigint
-- -> nothing | index console_pkey
UPDATE newsroom.console SET expires_at = clock_timestamp() + $2::bigint * interval '1 second'
WHERE id = $1 AND expires_at > clock_timestamp()
