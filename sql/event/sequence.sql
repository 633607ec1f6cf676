-- event/sequence: moves committed events from the inbox to the log.
-- $1 batch integer | $2 behind bigint, an inbox id or 0
-- -> moved integer, max_id bigint
SELECT moved, max_id FROM feed.sequence($1, $2)
