-- word/next_edition: begins a new edition of the lists; no row when somebody else has changed them since.
-- $1 revision integer
-- -> revision integer | index word_edition_pkey
UPDATE newsroom.word_edition SET revision = revision + 1 WHERE only_one AND revision = $1 RETURNING revision
