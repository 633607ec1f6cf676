-- comment_policy/set_of_section: how a section takes comments from now on; no row when somebody else has changed it since.
-- $1 slug text | $2 policy text | $3 takes_guests boolean | $4 close_after_days integer | $5 revision integer
-- -> revision integer
INSERT INTO newsroom.section_comment_policy AS p (section_id, policy, takes_guests, close_after_days, revision)
SELECT s.id, $2, $3, $4, $5 FROM newsroom.section s WHERE s.slug = $1
ON CONFLICT (section_id) DO UPDATE
    SET policy = excluded.policy, takes_guests = excluded.takes_guests, close_after_days = excluded.close_after_days,
        revision = excluded.revision
    WHERE p.revision = excluded.revision - 1
RETURNING p.revision
