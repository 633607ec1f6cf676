-- correction/of_article: the public notes under an article, oldest first.
-- $1 article_id uuid
-- -> id uuid, kind text, note text, revision integer, created_at timestamptz | index correction_article
SELECT id, kind, note, revision, created_at
FROM newsroom.correction
WHERE article_id = $1
ORDER BY revision, id
