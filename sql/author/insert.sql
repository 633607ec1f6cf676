-- author/insert: a new author.
-- $1 id uuid | $2 slug text | $3 name text | $4 bio text
-- -> nothing
INSERT INTO newsroom.author (id, slug, name, bio)
VALUES ($1, $2, $3, $4)
