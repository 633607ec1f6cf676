-- event/page_of_topics: the events of some topics after a position, oldest first, each once.
-- $1 topics text[], 1...64 | $2 after bigint, exclusive | $3 through bigint, inclusive | $4 limit integer, 1...1000
-- -> position bigint, token text, type text, subject text, topics text[], at timestamptz, revision integer
-- -> data jsonb, takedown boolean | index log_topic_pkey
-- The limit stands inside, for each topic: a plain join can turn into a merge join over the whole log (measured: 1 s in place of 2 ms).
WITH found AS MATERIALIZED (
    SELECT DISTINCT hit.position
    FROM unnest($1::text[]) AS topic (name)
    CROSS JOIN LATERAL (
        SELECT t.position FROM feed.log_topic t
        WHERE t.topic_key = feed.topic_key(topic.name) AND t.position > $2 AND t.position <= $3
        ORDER BY t.position LIMIT $4::integer
    ) hit
    ORDER BY hit.position LIMIT $4::integer
)
SELECT e.position, e.token, e.type, e.subject, e.topics, e.at, e.revision, e.data, e.takedown
FROM found JOIN feed.event e USING (position)
ORDER BY e.position
