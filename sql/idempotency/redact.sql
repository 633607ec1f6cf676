-- idempotency/redact: takes the text out of the remembered answers that show an article. Each starts with the article's id.
-- $1 article_id uuid
-- -> nothing
UPDATE newsroom.idempotency_key SET body = '{"redacted":true}', headers = headers - 'ETag'
WHERE starts_with(body, '{"id":"' || $1::uuid || '"')
