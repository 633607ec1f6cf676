-- idempotency/claim: claims a key; no row when it is taken. Waits for a transaction that is claiming the same one.
-- $1 owner uuid | $2 key text | $3 fingerprint bytea, SHA-256 | $4 lifetime_seconds bigint
-- -> key text
INSERT INTO newsroom.idempotency_key AS taken (owner, key, fingerprint) VALUES ($1, $2, $3)
ON CONFLICT (owner, key) DO UPDATE
    SET fingerprint = excluded.fingerprint, status = NULL, headers = NULL, body = NULL, created_at = excluded.created_at
    WHERE taken.created_at < now() - $4::bigint * interval '1 second'
RETURNING taken.key
