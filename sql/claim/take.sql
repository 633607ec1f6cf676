-- claim/take: claims a comment for a console, anew or again, also from another console of the same moderator; no row when somebody else has it.
-- Waits for a decision that is being made about it.
-- $1 comment_id uuid | $2 console_id uuid | $3 lease_seconds bigint | $4 max integer, claims of a console
-- -> comment_id uuid, console_id uuid, moderator_id uuid, moderator_name text, expires_at timestamptz
INSERT INTO newsroom.claim AS taken (comment_id, console_id, moderator_id, moderator_name, claimed_at, expires_at)
SELECT c.id, o.id, o.moderator_id, o.moderator_name, clock_timestamp(), clock_timestamp() + $3::bigint * interval '1 second'
FROM newsroom.comment c, newsroom.console o
WHERE c.id = $1 AND c.status <> 'removed' AND o.id = $2 AND o.expires_at > clock_timestamp()
    AND (SELECT count(*) FROM newsroom.claim mine WHERE mine.console_id = $2 AND mine.comment_id <> $1) < $4::integer
FOR SHARE OF c
ON CONFLICT (comment_id) DO UPDATE
    SET console_id = excluded.console_id, moderator_id = excluded.moderator_id, moderator_name = excluded.moderator_name,
        claimed_at = excluded.claimed_at, expires_at = excluded.expires_at
    WHERE taken.expires_at <= clock_timestamp() OR taken.moderator_id = excluded.moderator_id
RETURNING taken.comment_id, taken.console_id, taken.moderator_id, taken.moderator_name, taken.expires_at
