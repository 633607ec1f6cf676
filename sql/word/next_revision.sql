-- word/next_revision: begins a new revision of the lists; no row when somebody else has changed them since.
-- $1 revision integer
-- -> revision integer | index word_revision_pkey
UPDATE newsroom.word_revision SET revision = revision + 1 WHERE only_one AND revision = $1 RETURNING revision
