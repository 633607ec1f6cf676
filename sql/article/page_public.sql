-- article/page_public: one page of what everybody may read, newest first, strictly before a place.
-- $1 before bigint, microseconds since 1970, exclusive with $2 | $2 before_id uuid | $3 limit integer, 1...101
-- -> id uuid, slug text, headline text, standfirst text, body text, tags text[], status text, revision integer
-- -> publish_at timestamptz, published_at timestamptz, corrected_at timestamptz, withdrawn_at timestamptz
-- -> withdrawal_reason text, created_at timestamptz, updated_at timestamptz, section_id uuid, section_slug text
-- -> section_title text, section_summary text, section_revision integer, section_updated_at timestamptz
-- -> author_id uuid, author_slug text, author_name text, author_bio text, listed_microseconds bigint | index article_public
SELECT
    a.id, a.slug, a.headline, a.standfirst, a.body, a.tags, a.status, a.revision, a.publish_at, a.published_at,
    a.corrected_at, a.withdrawn_at, a.withdrawal_reason, a.created_at, a.updated_at, a.section_id, a.section_slug,
    a.section_title, a.section_summary, a.section_revision, a.section_updated_at, a.author_id, a.author_slug,
    a.author_name, a.author_bio, (extract(epoch FROM a.listed_at) * 1000000)::bigint AS listed_microseconds
FROM newsroom.full_article a
WHERE a.status IN ('published', 'corrected')
    AND (a.listed_at, a.id) < (timestamptz 'epoch' + $1::bigint * interval '1 microsecond', $2::uuid)
ORDER BY a.listed_at DESC, a.id DESC
LIMIT $3::integer
