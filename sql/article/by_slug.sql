-- article/by_slug: the article that has or had an address, whatever its state.
-- $1 slug text
-- -> id uuid, slug text, headline text, standfirst text, body text, tags text[], status text, revision integer
-- -> publish_at timestamptz, published_at timestamptz, corrected_at timestamptz, withdrawn_at timestamptz
-- -> withdrawal_reason text, created_at timestamptz, updated_at timestamptz, section_id uuid, section_slug text
-- -> section_title text, section_summary text, section_revision integer, section_updated_at timestamptz
-- -> author_id uuid, author_slug text, author_name text, author_bio text | index article_slug_used
SELECT
    a.id, a.slug, a.headline, a.standfirst, a.body, a.tags, a.status, a.revision, a.publish_at, a.published_at,
    a.corrected_at, a.withdrawn_at, a.withdrawal_reason, a.created_at, a.updated_at, a.section_id, a.section_slug,
    a.section_title, a.section_summary, a.section_revision, a.section_updated_at, a.author_id, a.author_slug,
    a.author_name, a.author_bio
FROM newsroom.article_slug u JOIN newsroom.full_article a ON a.id = u.article_id
WHERE u.slug = $1
