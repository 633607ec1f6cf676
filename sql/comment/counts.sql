-- comment/counts: how many comments everybody may read under some articles; articles without any are left out.
-- $1 articles uuid[]
-- -> article_id uuid, comments bigint | index comment_article_status
SELECT article_id, count(*) AS comments
FROM newsroom.comment
WHERE article_id = ANY ($1::uuid[]) AND status = 'approved'
GROUP BY article_id
