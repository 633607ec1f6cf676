-- newsroom/is_empty: whether nothing has been written yet.
-- -> is_empty boolean
SELECT NOT EXISTS (SELECT FROM newsroom.section) AND NOT EXISTS (SELECT FROM newsroom.article) AS is_empty
