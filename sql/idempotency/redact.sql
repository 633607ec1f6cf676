-- idempotency/redact: takes the text out of the remembered answers that show an article or a comment, by itself or among others.
-- $1 id uuid
-- -> nothing
UPDATE newsroom.idempotency_key SET body = '{"redacted":true}', headers = headers - 'ETag'
WHERE body ~ ('"id": ?"' || $1::uuid || '"')
