-- claim/renew: renews what a console has claimed, unless it is over already.
-- $1 console_id uuid | $2 lease_seconds bigint
-- -> nothing | index claim_console
UPDATE newsroom.claim SET expires_at = clock_timestamp() + $2::bigint * interval '1 second'
WHERE console_id = $1 AND expires_at > clock_timestamp()
