-- article/page_filtered: one page of articles by any mix of filters, newest first, strictly before a place; NULL filters nothing.
-- $1 statuses text[] | $2 section text | $3 author text | $4 tag text | $5 search text
-- $6 before bigint, microseconds since 1970, exclusive with $7 | $7 before_id uuid | $8 limit integer, 1...101
-- -> id uuid, slug text, headline text, standfirst text, body text, tags text[], status text, revision integer
-- -> publish_at timestamptz, published_at timestamptz, corrected_at timestamptz, withdrawn_at timestamptz
-- -> withdrawal_reason text, created_at timestamptz, updated_at timestamptz, section_id uuid, section_slug text
-- -> section_title text, section_summary text, section_revision integer, section_updated_at timestamptz
-- -> author_id uuid, author_slug text, author_name text, author_bio text, listed_microseconds bigint | index article_listed
SELECT
    a.id, a.slug, a.headline, a.standfirst, a.body, a.tags, a.status, a.revision, a.publish_at, a.published_at,
    a.corrected_at, a.withdrawn_at, a.withdrawal_reason, a.created_at, a.updated_at, a.section_id, a.section_slug,
    a.section_title, a.section_summary, a.section_revision, a.section_updated_at, a.author_id, a.author_slug,
    a.author_name, a.author_bio, (extract(epoch FROM a.listed_at) * 1000000)::bigint AS listed_microseconds
FROM newsroom.full_article a
WHERE a.status = ANY ($1::text[])
    AND ($2::text IS NULL OR a.section_slug = $2)
    AND ($3::text IS NULL OR a.author_slug = $3)
    AND ($4::text IS NULL OR a.tags @> ARRAY[$4])
    AND ($5::text IS NULL OR a.search @@ websearch_to_tsquery('english', $5))
    AND (a.listed_at, a.id) < (timestamptz 'epoch' + $6::bigint * interval '1 microsecond', $7::uuid)
ORDER BY a.listed_at DESC, a.id DESC
LIMIT $8::integer
