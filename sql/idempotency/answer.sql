-- idempotency/answer: what a key stands for: its request and the answer to it.
-- $1 owner uuid | $2 key text
-- -> fingerprint bytea, status integer, headers jsonb, body text | index idempotency_key_pkey
SELECT fingerprint, status, headers, body
FROM newsroom.idempotency_key
WHERE owner = $1 AND key = $2
