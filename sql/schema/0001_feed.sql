-- The log: every change of the newsroom as one event in one order.
--
-- Writers append to feed.inbox in their own transactions, without a lock and without NOTIFY, so that they keep group commit.
-- feed.sequence(), which any node may call at any time, moves what has been committed to feed.log, and gives it dense positions.
-- Why events are blanked here and nowhere else: ops/decisions/0002-redaction-in-the-sequencer.md.

CREATE SCHEMA feed;

-- Histories ---------------------------------------------------------------------------------------------------------------------

-- One unbroken history of the log each. A server start, a promotion or a restore begins a new one, because any of them may have lost
-- positions that readers have seen. The token goes into event ids.
CREATE TABLE feed.epoch (
    epoch integer PRIMARY KEY,
    token text NOT NULL UNIQUE DEFAULT substr(md5(gen_random_uuid()::text), 1, 8) CHECK (token ~ '^[0-9a-f]{8}$'),
    system_id bigint NOT NULL,
    timeline text NOT NULL,
    server_started_at timestamptz NOT NULL,
    -- Positions from here on were assigned in this epoch or a later one; never falls from one epoch to the next.
    first_position bigint NOT NULL CHECK (first_position > 0)
);

-- The inbox ---------------------------------------------------------------------------------------------------------------------

-- Committed events without a position yet; and nothing else, so it is nearly always empty.
CREATE TABLE feed.inbox (
    -- Drawn in deferred triggers, that is while the transaction commits. A sequence with CACHE 1, the default, is required: an event that
    -- depends on another one (same row, or read it) is then sure to have the higher id.
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    -- Holds the events of one transaction together.
    xid xid8 NOT NULL DEFAULT pg_current_xact_id(),
    at timestamptz NOT NULL DEFAULT clock_timestamp(),
    type text NOT NULL CHECK (type ~ '^[a-z]+\.[a-z_]+$'),
    subject text NOT NULL CHECK (subject ~ '^[a-z]+/[^/]+$'),
    topics text[] NOT NULL CHECK (cardinality(topics) BETWEEN 1 AND 64),
    revision integer NOT NULL CHECK (revision > 0),
    data jsonb NOT NULL CHECK (jsonb_typeof(data) = 'object'),
    takedown boolean NOT NULL DEFAULT false
) WITH (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 2000);

-- The one way into the inbox.
CREATE FUNCTION feed.append(
    event_type text, event_subject text, event_topics text[], event_revision integer, event_data jsonb,
    is_takedown boolean DEFAULT false
) RETURNS void LANGUAGE sql AS $$
    INSERT INTO feed.inbox (type, subject, topics, revision, data, takedown)
    VALUES (event_type, event_subject, event_topics, event_revision, event_data, is_takedown)
$$;

-- The log -----------------------------------------------------------------------------------------------------------------------

CREATE TABLE feed.log (
    position bigint PRIMARY KEY,
    at timestamptz NOT NULL,
    type text NOT NULL,
    subject text NOT NULL,
    topics text[] NOT NULL,
    revision integer NOT NULL,
    -- Never changes but for redaction.
    data jsonb NOT NULL,
    takedown boolean NOT NULL
) PARTITION BY RANGE (position);

-- Which positions carry a topic. A subject («article/<id>») is kept like a topic here, so that a takedown finds what it takes back; a
-- topic never holds a slash, so the two cannot meet.
CREATE TABLE feed.log_topic (
    topic_key bigint NOT NULL,
    position bigint NOT NULL,
    PRIMARY KEY (topic_key, position)
) PARTITION BY RANGE (position);

-- 64 bits in place of a long name. Half of an MD5 is the same on every version and platform, which hashtext() does not promise.
CREATE FUNCTION feed.topic_key(name text) RETURNS bigint LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT ('x' || substr(md5(name), 1, 16))::bit(64)::bigint
$$;

-- The log as it is told: each event with the token of the epoch in which its position was assigned.
CREATE VIEW feed.event AS
    SELECT position, (
        SELECT token FROM feed.epoch WHERE first_position <= log.position ORDER BY epoch DESC LIMIT 1
    ) AS token, type, subject, topics, at, revision, data, takedown
    FROM feed.log;

-- The newest position and the token of the newest epoch: where a reader of this snapshot goes on.
CREATE FUNCTION feed.head(OUT token text, OUT "position" bigint) LANGUAGE sql STABLE AS $$
    SELECT e.token, greatest(coalesce((SELECT l.position FROM feed.log l ORDER BY l.position DESC LIMIT 1), 0), e.first_position - 1)
    FROM feed.epoch e ORDER BY e.epoch DESC LIMIT 1
$$;

-- Partitions --------------------------------------------------------------------------------------------------------------------

-- Positions in a partition. Each one costs every call of sequence() a little: keep fewer than about 50.
CREATE FUNCTION feed.partition_size() RETURNS bigint LANGUAGE sql IMMUTABLE AS 'SELECT 1000000::bigint';

-- Makes the partitions for the next position up to a given one, and some more.
-- LIKE … ATTACH takes a weak lock on the parent; CREATE TABLE … PARTITION OF would wait for every reader, and stop the others meanwhile.
CREATE FUNCTION feed.ensure_partitions(through bigint DEFAULT 0, ahead integer DEFAULT 2) RETURNS integer LANGUAGE plpgsql AS $$
DECLARE
    size bigint := feed.partition_size();
    head bigint := coalesce((SELECT h.position FROM feed.head() h), 0);
    made integer := 0;
    first_index bigint := (head + 1) / size;
    last_index bigint := greatest(head + 1, through) / size + ahead;
    suffix text;
    parent text;
BEGIN
    FOR i IN first_index .. last_index LOOP
        suffix := '_p' || lpad(i::text, 8, '0');
        CONTINUE WHEN to_regclass('feed.log' || suffix) IS NOT NULL;
        -- Two makers at once: the second one looks again behind the lock.
        PERFORM pg_advisory_xact_lock(7220176);
        CONTINUE WHEN to_regclass('feed.log' || suffix) IS NOT NULL;
        FOREACH parent IN ARRAY ARRAY['log', 'log_topic'] LOOP
            -- The CHECK spares ATTACH its scan, and has done its work then.
            EXECUTE format(
                'CREATE TABLE feed.%1$I (LIKE feed.%2$I INCLUDING ALL, CONSTRAINT bounds CHECK (position >= %3$s AND position < %4$s))',
                parent || suffix, parent, i * size, (i + 1) * size);
            EXECUTE format(
                'ALTER TABLE feed.%2$I ATTACH PARTITION feed.%1$I FOR VALUES FROM (%3$s) TO (%4$s)',
                parent || suffix, parent, i * size, (i + 1) * size);
            EXECUTE format('ALTER TABLE feed.%I DROP CONSTRAINT bounds', parent || suffix);
        END LOOP;
        made := made + 1;
    END LOOP;
    RETURN made;
END $$;

-- Retention: drops partitions whose newest event is older than wanted, oldest first, and never the one that holds the head, from which
-- the next position is taken. Gives up after half a second behind a long reader; the next call tries again.
CREATE FUNCTION feed.expire(keep interval) RETURNS integer LANGUAGE plpgsql SET lock_timeout = '500ms' AS $$
DECLARE
    partition name;
    newest bigint;
    newest_at timestamptz;
    dropped integer := 0;
BEGIN
    FOR partition IN
        SELECT c.relname FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid WHERE i.inhparent = 'feed.log'::regclass ORDER BY 1
    LOOP
        EXECUTE format('SELECT position, at FROM feed.%I ORDER BY position DESC LIMIT 1', partition) INTO newest, newest_at;
        EXIT WHEN newest IS NULL OR newest_at > now() - keep;
        EXIT WHEN newest >= (SELECT position FROM feed.log ORDER BY position DESC LIMIT 1);
        EXECUTE format('DROP TABLE feed.%I, feed.%I', partition, 'log_topic' || substr(partition, 4));
        dropped := dropped + 1;
    END LOOP;
    RETURN dropped;
END $$;

-- The sequencer -----------------------------------------------------------------------------------------------------------------

-- Whether the newest epoch is that of the server as it runs now. Fails on a standby, which must not sequence.
CREATE FUNCTION feed.epoch_is_current() RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT coalesce((
        SELECT e.server_started_at = pg_postmaster_start_time()
            -- pg_control_checkpoint() still tells the old timeline right after a promotion.
            AND e.timeline = substr(pg_walfile_name(pg_current_wal_insert_lsn()), 1, 8)
            AND e.system_id = (SELECT system_identifier FROM pg_control_system())
        FROM feed.epoch e ORDER BY e.epoch DESC LIMIT 1), false)
$$;

-- Begins a new epoch when the server has changed. To be called behind the sequencer's lock.
CREATE FUNCTION feed.begin_epoch() RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
    IF feed.epoch_is_current() THEN RETURN false; END IF;
    INSERT INTO feed.epoch (epoch, system_id, timeline, server_started_at, first_position)
    SELECT coalesce(max(epoch), 0) + 1, (SELECT system_identifier FROM pg_control_system()),
        substr(pg_walfile_name(pg_current_wal_insert_lsn()), 1, 8), pg_postmaster_start_time(),
        coalesce((SELECT h.position FROM feed.head() h), 0) + 1
    FROM feed.epoch;
    RETURN true;
END $$;

-- Moves committed events from the inbox to the log: whole transactions, in the order of their last events, about `batch` events a call.
--
-- * One caller at a time: the lock ends with the caller's transaction, also when the caller dies. The primary key of the log is the
--   second fence. READ COMMITTED is required: the snapshot must be younger than the lock.
-- * Order: an event that depends on another one was inserted after that one's commit. So it has the higher id, and whoever sees it sees
--   the other one too. The inbox is therefore always read from its start: a batch from the middle could overtake a late commit.
-- * `behind` only lets a call that finds nothing end quickly: no id above it is visible. Ids below it may still come from transactions
--   that are committing, so callers pass 0 every second or so.
-- * A takedown blanks every earlier event of its subject, in the log and in this batch, in the same transaction: this is the one place
--   that sees all events in order, whoever wrote them.
-- * One NOTIFY a batch, whose payload is only the head cursor.
CREATE FUNCTION feed.sequence(batch integer DEFAULT 1000, behind bigint DEFAULT 0, OUT moved integer, OUT max_id bigint)
-- By index, whatever the statistics of a table say that is empty as a rule; compiled plans (JIT) would cost 100 ms a call.
LANGUAGE plpgsql SET enable_seqscan = off SET plan_cache_mode = force_generic_plan SET jit = off AS $$
DECLARE
    is_new_epoch boolean;
    base bigint;
    ids bigint[];
    written integer;
BEGIN
    moved := 0;
    max_id := 0;
    IF NOT EXISTS (SELECT FROM feed.inbox WHERE id > behind) AND feed.epoch_is_current() THEN RETURN; END IF;
    IF current_setting('transaction_isolation') <> 'read committed' THEN
        RAISE EXCEPTION 'feed.sequence() needs READ COMMITTED' USING ERRCODE = 'invalid_transaction_state';
    END IF;

    PERFORM pg_advisory_xact_lock(7220175);
    is_new_epoch := feed.begin_epoch();
    SELECT position INTO base FROM feed.head();
    ids := ARRAY(
        SELECT id FROM (
            SELECT id, last_id FROM (
                SELECT id, max(id) OVER (PARTITION BY xid) AS last_id FROM feed.inbox WHERE id > 0
            ) waiting ORDER BY last_id FETCH FIRST batch ROWS WITH TIES
        ) chosen ORDER BY last_id, id);
    moved := cardinality(ids);

    IF moved > 0 THEN
        PERFORM feed.ensure_partitions(through => base + moved, ahead => 0);
        WITH taken AS (
            DELETE FROM feed.inbox WHERE id = ANY (ids) RETURNING *
        ), placed AS (
            SELECT base + place AS position, taken.*
            FROM unnest(ids) WITH ORDINALITY AS chosen (id, place) JOIN taken USING (id)
        ), indexed AS (
            INSERT INTO feed.log_topic (topic_key, position)
            SELECT DISTINCT feed.topic_key(name), position FROM placed CROSS JOIN unnest(topics || subject) AS name
        )
        INSERT INTO feed.log (position, at, type, subject, topics, revision, data, takedown)
        SELECT position, at, type, subject, topics, revision, data, takedown FROM placed ORDER BY position;
        GET DIAGNOSTICS written = ROW_COUNT;
        IF written <> moved THEN
            RAISE EXCEPTION 'Of % events only % were in the inbox when they were taken: somebody else empties it', moved, written;
        END IF;
        PERFORM feed.redact(base);
        max_id := (SELECT max(id) FROM unnest(ids) AS id);
    END IF;

    IF moved > 0 OR is_new_epoch THEN
        PERFORM pg_notify('courant_feed', h.token || '-' || h.position) FROM feed.head() h;
    END IF;
END $$;

-- Blanks what the takedowns after a position take back: every earlier event of their subjects. Step by step: as one join, the planner may
-- read the whole log for it.
CREATE FUNCTION feed.redact(after bigint) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    takedown record;
    earlier bigint[];
BEGIN
    FOR takedown IN SELECT subject, position FROM feed.log WHERE position > after AND log.takedown ORDER BY position LOOP
        earlier := ARRAY(
            SELECT t.position FROM feed.log_topic t
            WHERE t.topic_key = feed.topic_key(takedown.subject) AND t.position < takedown.position);
        UPDATE feed.log SET data = '{"redacted": true}' WHERE position = ANY (earlier) AND subject = takedown.subject;
    END LOOP;
END $$;

-- The log begins: its first partitions and its first epoch, so that an empty log has a head too.
SELECT feed.ensure_partitions();
SELECT feed.begin_epoch();
