-- comment_policy/of_section: how a section takes comments; revision 0 when nobody has said anything.
-- $1 slug text
-- -> policy text, takes_guests boolean, close_after_days integer, revision integer | index section_slug_key
SELECT coalesce(p.policy, 'premoderated') AS policy, coalesce(p.takes_guests, false) AS takes_guests, p.close_after_days,
    coalesce(p.revision, 0) AS revision
FROM newsroom.section s LEFT JOIN newsroom.section_comment_policy p ON p.section_id = s.id
WHERE s.slug = $1
