-- section/all: every section, in the paper's order.
-- -> id uuid, slug text, title text, summary text, revision integer, updated_at timestamptz
SELECT id, slug, title, summary, revision, updated_at FROM newsroom.section ORDER BY place, slug
