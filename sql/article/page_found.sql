-- article/page_found: one page of the public articles that a full-text search finds, newest first, strictly before a place.
-- $1 search text, as websearch_to_tsquery reads it
-- $2 before bigint, microseconds since 1970, exclusive with $3 | $3 before_id uuid | $4 limit integer, 1...101
-- -> id uuid, slug text, headline text, standfirst text, body text, tags text[], status text, revision integer
-- -> publish_at timestamptz, published_at timestamptz, corrected_at timestamptz, withdrawn_at timestamptz
-- -> withdrawal_reason text, created_at timestamptz, updated_at timestamptz, section_id uuid, section_slug text
-- -> section_title text, section_summary text, section_revision integer, section_updated_at timestamptz
-- -> author_id uuid, author_slug text, author_name text, author_bio text, listed_microseconds bigint | index article_search
-- In steps, so that a rare word never makes the server walk the whole list of articles for it.
WITH found AS MATERIALIZED (
    SELECT id, listed_at FROM newsroom.article
    WHERE search @@ websearch_to_tsquery('english', $1) AND status IN ('published', 'corrected')
), page AS MATERIALIZED (
    SELECT id FROM found
    WHERE (listed_at, id) < (timestamptz 'epoch' + $2::bigint * interval '1 microsecond', $3::uuid)
    ORDER BY listed_at DESC, id DESC
    LIMIT $4::integer
)
SELECT
    a.id, a.slug, a.headline, a.standfirst, a.body, a.tags, a.status, a.revision, a.publish_at, a.published_at,
    a.corrected_at, a.withdrawn_at, a.withdrawal_reason, a.created_at, a.updated_at, a.section_id, a.section_slug,
    a.section_title, a.section_summary, a.section_revision, a.section_updated_at, a.author_id, a.author_slug,
    a.author_name, a.author_bio, (extract(epoch FROM a.listed_at) * 1000000)::bigint AS listed_microseconds
FROM page JOIN newsroom.full_article a USING (id)
ORDER BY a.listed_at DESC, a.id DESC
