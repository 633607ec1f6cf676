-- idempotency/forget: removes keys that have lived long enough.
-- $1 lifetime_seconds bigint
-- -> nothing | index idempotency_key_created
DELETE FROM newsroom.idempotency_key
WHERE created_at < now() - $1::bigint * interval '1 second'
