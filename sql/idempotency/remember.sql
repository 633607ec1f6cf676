-- idempotency/remember: the answer to a claimed key.
-- $1 owner uuid | $2 key text | $3 status integer | $4 headers jsonb | $5 body text
-- -> nothing | index idempotency_key_pkey
UPDATE newsroom.idempotency_key SET status = $3, headers = $4, body = $5
WHERE owner = $1 AND key = $2
