-- section/by_slug: one section.
-- $1 slug text
-- -> id uuid, slug text, title text, summary text, revision integer, updated_at timestamptz | index section_slug_key
SELECT id, slug, title, summary, revision, updated_at FROM newsroom.section WHERE slug = $1
