-- Generated from sql/schema/ by SchemaTests; never edit it.

CREATE SCHEMA feed;

CREATE SCHEMA newsroom;

CREATE FUNCTION feed.append(event_type text, event_subject text, event_topics text[], event_revision integer, event_data jsonb, is_takedown boolean DEFAULT false) RETURNS void
    LANGUAGE sql
    AS $$
    INSERT INTO feed.inbox (type, subject, topics, revision, data, takedown)
    VALUES (event_type, event_subject, event_topics, event_revision, event_data, is_takedown)
$$;

CREATE FUNCTION feed.begin_epoch() RETURNS boolean
    LANGUAGE plpgsql
    AS $$
BEGIN
    IF feed.epoch_is_current() THEN RETURN false; END IF;
    INSERT INTO feed.epoch (epoch, system_id, timeline, server_started_at, first_position)
    SELECT coalesce(max(epoch), 0) + 1, (SELECT system_identifier FROM pg_control_system()),
        substr(pg_walfile_name(pg_current_wal_insert_lsn()), 1, 8), pg_postmaster_start_time(),
        coalesce((SELECT h.position FROM feed.head() h), 0) + 1
    FROM feed.epoch;
    RETURN true;
END $$;

CREATE FUNCTION feed.ensure_partitions(through bigint DEFAULT 0, ahead integer DEFAULT 2) RETURNS integer
    LANGUAGE plpgsql
    AS $_$
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
END $_$;

CREATE FUNCTION feed.epoch_is_current() RETURNS boolean
    LANGUAGE sql STABLE
    AS $$
    SELECT coalesce((
        SELECT e.server_started_at = pg_postmaster_start_time()
            -- pg_control_checkpoint() still tells the old timeline right after a promotion.
            AND e.timeline = substr(pg_walfile_name(pg_current_wal_insert_lsn()), 1, 8)
            AND e.system_id = (SELECT system_identifier FROM pg_control_system())
        FROM feed.epoch e ORDER BY e.epoch DESC LIMIT 1), false)
$$;

CREATE FUNCTION feed.expire(keep interval) RETURNS integer
    LANGUAGE plpgsql
    SET lock_timeout TO '500ms'
    AS $$
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

CREATE FUNCTION feed.head(OUT token text, OUT "position" bigint) RETURNS record
    LANGUAGE sql STABLE
    AS $$
    SELECT e.token, greatest(coalesce((SELECT l.position FROM feed.log l ORDER BY l.position DESC LIMIT 1), 0), e.first_position - 1)
    FROM feed.epoch e ORDER BY e.epoch DESC LIMIT 1
$$;

CREATE FUNCTION feed.partition_size() RETURNS bigint
    LANGUAGE sql IMMUTABLE
    AS $$SELECT 1000000::bigint$$;

CREATE FUNCTION feed.redact(after bigint) RETURNS void
    LANGUAGE plpgsql
    AS $$
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

CREATE FUNCTION feed.sequence(batch integer DEFAULT 1000, behind bigint DEFAULT 0, OUT moved integer, OUT max_id bigint) RETURNS record
    LANGUAGE plpgsql
    SET enable_seqscan TO 'off'
    SET plan_cache_mode TO 'force_generic_plan'
    SET jit TO 'off'
    AS $$
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

CREATE FUNCTION feed.topic_key(name text) RETURNS bigint
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    AS $$
    SELECT ('x' || substr(md5(name), 1, 16))::bit(64)::bigint
$$;

CREATE FUNCTION newsroom.words(tags text[]) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$
    SELECT array_to_string(tags, ' ')
$$;

CREATE TABLE newsroom.article (
    id uuid NOT NULL,
    slug text NOT NULL,
    headline text NOT NULL,
    standfirst text NOT NULL,
    body text NOT NULL,
    tags text[] NOT NULL,
    section_id uuid NOT NULL,
    author_id uuid NOT NULL,
    status text NOT NULL,
    revision integer NOT NULL,
    publish_at timestamp with time zone,
    published_at timestamp with time zone,
    corrected_at timestamp with time zone,
    withdrawn_at timestamp with time zone,
    withdrawal_reason text,
    created_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    listed_at timestamp with time zone GENERATED ALWAYS AS (COALESCE(published_at, created_at)) STORED NOT NULL,
    search tsvector GENERATED ALWAYS AS (
CASE
    WHEN (status = 'withdrawn'::text) THEN ''::tsvector
    ELSE (((setweight(to_tsvector('english'::regconfig, headline), 'A'::"char") || setweight(to_tsvector('english'::regconfig, standfirst), 'B'::"char")) || setweight(to_tsvector('english'::regconfig, newsroom.words(tags)), 'B'::"char")) || setweight(to_tsvector('english'::regconfig, body), 'C'::"char"))
END) STORED NOT NULL,
    CONSTRAINT article_body_check CHECK ((octet_length(body) <= 262144)),
    CONSTRAINT article_headline_check CHECK (((length(headline) >= 1) AND (length(headline) <= 1600))),
    CONSTRAINT article_revision_check CHECK ((revision > 0)),
    CONSTRAINT article_slug_check CHECK (((slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$'::text) AND (length(slug) <= 80))),
    CONSTRAINT article_standfirst_check CHECK ((length(standfirst) <= 4800)),
    CONSTRAINT article_status_check CHECK ((status = ANY (ARRAY['draft'::text, 'published'::text, 'corrected'::text, 'withdrawn'::text]))),
    CONSTRAINT article_tags_check CHECK (((cardinality(tags) <= 12) AND (length(newsroom.words(tags)) <= (12 * 321)))),
    CONSTRAINT article_withdrawal_reason_check CHECK (((length(withdrawal_reason) >= 1) AND (length(withdrawal_reason) <= 8000))),
    CONSTRAINT corrected_ones_say_when CHECK (((status <> 'corrected'::text) OR (corrected_at IS NOT NULL))),
    CONSTRAINT drafts_are_unpublished CHECK (((status <> 'draft'::text) OR (published_at IS NULL))),
    CONSTRAINT only_drafts_wait CHECK (((publish_at IS NULL) OR (status = 'draft'::text))),
    CONSTRAINT public_ones_are_published CHECK (((status <> ALL (ARRAY['published'::text, 'corrected'::text])) OR (published_at IS NOT NULL))),
    CONSTRAINT withdrawn_ones_say_why CHECK (((status = 'withdrawn'::text) = ((withdrawn_at IS NOT NULL) AND (withdrawal_reason IS NOT NULL))))
);

CREATE FUNCTION newsroom.article_data(article newsroom.article) RETURNS jsonb
    LANGUAGE sql STABLE
    AS $$
    SELECT jsonb_build_object(
        'id', article.id, 'slug', article.slug, 'url', '/article/' || article.slug,
        'headline', article.headline, 'standfirst', article.standfirst, 'tags', article.tags,
        'section', s.slug, 'section_title', s.title, 'author', w.slug, 'byline', w.name,
        'published_at', newsroom.timestamp_text(article.published_at), 'updated_at', newsroom.timestamp_text(article.updated_at))
    FROM newsroom.section s, newsroom.author w WHERE s.id = article.section_id AND w.id = article.author_id
$$;

CREATE FUNCTION newsroom.article_topics(article uuid, VARIADIC sections uuid[]) RETURNS text[]
    LANGUAGE sql STABLE
    AS $$
    SELECT ARRAY['front'] || array_agg('section:' || s.slug ORDER BY array_position(sections, s.id)) || ARRAY['article:' || article]
    FROM newsroom.section s WHERE s.id = ANY (sections)
$$;

CREATE FUNCTION newsroom.is_public(status text) RETURNS boolean
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$
    SELECT status IN ('published', 'corrected')
$$;

CREATE FUNCTION newsroom.tell_of_article() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
DECLARE
    was_public boolean := TG_OP <> 'INSERT' AND newsroom.is_public(OLD.status);
    is_public boolean := TG_OP <> 'DELETE' AND newsroom.is_public(NEW.status);
    earlier_sections uuid[];
    note jsonb;
BEGIN
    IF was_public AND NOT is_public THEN
        -- It is taken off every page that ever showed it.
        SELECT coalesce(array_agg(DISTINCT s.id), '{}') INTO earlier_sections
        FROM newsroom.article_revision r JOIN newsroom.section s ON s.slug = r.section_slug
        WHERE r.article_id = OLD.id AND newsroom.is_public(r.status);
        PERFORM feed.append(
            'article.withdrawn', 'article/' || OLD.id, newsroom.article_topics(OLD.id, VARIADIC OLD.section_id || earlier_sections),
            CASE WHEN TG_OP = 'DELETE' THEN OLD.revision + 1 ELSE NEW.revision END,
            jsonb_build_object(
                'id', OLD.id, 'url', '/article/' || OLD.id,
                'reason', CASE TG_OP WHEN 'DELETE' THEN '' ELSE coalesce(NEW.withdrawal_reason, '') END,
                'withdrawn_at', newsroom.timestamp_text(CASE TG_OP WHEN 'DELETE' THEN now() ELSE coalesce(NEW.withdrawn_at, now()) END)),
            is_takedown => true);
    ELSIF is_public AND NOT was_public THEN
        PERFORM feed.append(
            'article.published', 'article/' || NEW.id, newsroom.article_topics(NEW.id, NEW.section_id), NEW.revision,
            newsroom.article_data(NEW));
    ELSIF is_public AND NEW.corrected_at IS DISTINCT FROM OLD.corrected_at THEN
        SELECT jsonb_build_object('kind', c.kind, 'note', c.note) INTO note FROM newsroom.correction c
        WHERE c.article_id = NEW.id AND c.revision <= NEW.revision ORDER BY c.revision DESC, c.id DESC LIMIT 1;
        PERFORM feed.append(
            'article.corrected', 'article/' || NEW.id, newsroom.article_topics(NEW.id, NEW.section_id, OLD.section_id), NEW.revision,
            newsroom.article_data(NEW) || coalesce(note, '{}'));
    ELSIF is_public AND NEW IS DISTINCT FROM OLD THEN
        PERFORM feed.append(
            'article.updated', 'article/' || NEW.id, newsroom.article_topics(NEW.id, NEW.section_id, OLD.section_id), NEW.revision,
            newsroom.article_data(NEW));
    END IF;
    RETURN NULL;
END $$;

CREATE FUNCTION newsroom.tell_of_section() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
DECLARE
    topics text[] := ARRAY['front', 'section:' || NEW.slug];
BEGIN
    IF TG_OP = 'UPDATE' THEN
        IF NEW IS NOT DISTINCT FROM OLD THEN RETURN NULL; END IF;
        IF NEW.slug <> OLD.slug THEN topics := topics || ('section:' || OLD.slug); END IF;
    END IF;
    PERFORM feed.append(
        'section.changed', 'section/' || NEW.id, topics, NEW.revision,
        jsonb_build_object('id', NEW.id, 'slug', NEW.slug, 'title', NEW.title, 'summary', NEW.summary, 'url', '/section/' || NEW.slug));
    RETURN NULL;
END $$;

CREATE FUNCTION newsroom.timestamp_text(at timestamp with time zone) RETURNS text
    LANGUAGE sql STABLE PARALLEL SAFE
    AS $$
    SELECT to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')
$$;

CREATE TABLE feed.epoch (
    epoch integer NOT NULL,
    token text DEFAULT substr(md5((gen_random_uuid())::text), 1, 8) NOT NULL,
    system_id bigint NOT NULL,
    timeline text NOT NULL,
    server_started_at timestamp with time zone NOT NULL,
    first_position bigint NOT NULL,
    CONSTRAINT epoch_first_position_check CHECK ((first_position > 0)),
    CONSTRAINT epoch_token_check CHECK ((token ~ '^[0-9a-f]{8}$'::text))
);

CREATE TABLE feed.log (
    "position" bigint NOT NULL,
    at timestamp with time zone NOT NULL,
    type text NOT NULL,
    subject text NOT NULL,
    topics text[] NOT NULL,
    revision integer NOT NULL,
    data jsonb NOT NULL,
    takedown boolean NOT NULL
)
PARTITION BY RANGE ("position");

CREATE VIEW feed.event AS
 SELECT log."position",
    ( SELECT epoch.token
           FROM feed.epoch
          WHERE (epoch.first_position <= log."position")
          ORDER BY epoch.epoch DESC
         LIMIT 1) AS token,
    log.type,
    log.subject,
    log.topics,
    log.at,
    log.revision,
    log.data,
    log.takedown
   FROM feed.log;

CREATE TABLE feed.inbox (
    id bigint NOT NULL,
    xid xid8 DEFAULT pg_current_xact_id() NOT NULL,
    at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    type text NOT NULL,
    subject text NOT NULL,
    topics text[] NOT NULL,
    revision integer NOT NULL,
    data jsonb NOT NULL,
    takedown boolean DEFAULT false NOT NULL,
    CONSTRAINT inbox_data_check CHECK ((jsonb_typeof(data) = 'object'::text)),
    CONSTRAINT inbox_revision_check CHECK ((revision > 0)),
    CONSTRAINT inbox_subject_check CHECK ((subject ~ '^[a-z]+/[^/]+$'::text)),
    CONSTRAINT inbox_topics_check CHECK (((cardinality(topics) >= 1) AND (cardinality(topics) <= 64))),
    CONSTRAINT inbox_type_check CHECK ((type ~ '^[a-z]+\.[a-z_]+$'::text))
)
WITH (autovacuum_vacuum_scale_factor='0', autovacuum_vacuum_threshold='2000');

ALTER TABLE feed.inbox ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME feed.inbox_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE feed.log_p00000000 (
    "position" bigint NOT NULL,
    at timestamp with time zone NOT NULL,
    type text NOT NULL,
    subject text NOT NULL,
    topics text[] NOT NULL,
    revision integer NOT NULL,
    data jsonb NOT NULL,
    takedown boolean NOT NULL
);

CREATE TABLE feed.log_p00000001 (
    "position" bigint NOT NULL,
    at timestamp with time zone NOT NULL,
    type text NOT NULL,
    subject text NOT NULL,
    topics text[] NOT NULL,
    revision integer NOT NULL,
    data jsonb NOT NULL,
    takedown boolean NOT NULL
);

CREATE TABLE feed.log_p00000002 (
    "position" bigint NOT NULL,
    at timestamp with time zone NOT NULL,
    type text NOT NULL,
    subject text NOT NULL,
    topics text[] NOT NULL,
    revision integer NOT NULL,
    data jsonb NOT NULL,
    takedown boolean NOT NULL
);

CREATE TABLE feed.log_topic (
    topic_key bigint NOT NULL,
    "position" bigint NOT NULL
)
PARTITION BY RANGE ("position");

CREATE TABLE feed.log_topic_p00000000 (
    topic_key bigint NOT NULL,
    "position" bigint NOT NULL
);

CREATE TABLE feed.log_topic_p00000001 (
    topic_key bigint NOT NULL,
    "position" bigint NOT NULL
);

CREATE TABLE feed.log_topic_p00000002 (
    topic_key bigint NOT NULL,
    "position" bigint NOT NULL
);

CREATE TABLE newsroom.access_token (
    id uuid NOT NULL,
    name text NOT NULL,
    role text NOT NULL,
    author_id uuid,
    token_hash bytea NOT NULL,
    created_at timestamp with time zone NOT NULL,
    expires_at timestamp with time zone,
    revoked_at timestamp with time zone,
    CONSTRAINT access_token_name_check CHECK (((length(name) >= 1) AND (length(name) <= 640))),
    CONSTRAINT access_token_role_check CHECK ((role = ANY (ARRAY['reader'::text, 'writer'::text, 'editor'::text, 'moderator'::text, 'admin'::text]))),
    CONSTRAINT access_token_token_hash_check CHECK ((octet_length(token_hash) = 32))
);

CREATE TABLE newsroom.article_revision (
    article_id uuid NOT NULL,
    number integer NOT NULL,
    headline text NOT NULL,
    standfirst text NOT NULL,
    body text NOT NULL,
    tags text[] NOT NULL,
    slug text NOT NULL,
    section_slug text NOT NULL,
    status text NOT NULL,
    changed_by text NOT NULL,
    changed_at timestamp with time zone NOT NULL,
    CONSTRAINT article_revision_number_check CHECK ((number > 0)),
    CONSTRAINT article_revision_status_check CHECK ((status = ANY (ARRAY['draft'::text, 'published'::text, 'corrected'::text, 'withdrawn'::text])))
);

CREATE TABLE newsroom.article_slug (
    slug text NOT NULL,
    article_id uuid NOT NULL
);

CREATE TABLE newsroom.author (
    id uuid NOT NULL,
    slug text NOT NULL,
    name text NOT NULL,
    bio text DEFAULT ''::text NOT NULL,
    CONSTRAINT author_bio_check CHECK ((length(bio) <= 8000)),
    CONSTRAINT author_name_check CHECK (((length(name) >= 1) AND (length(name) <= 640))),
    CONSTRAINT author_slug_check CHECK (((slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$'::text) AND (length(slug) <= 80)))
);

CREATE TABLE newsroom.correction (
    id uuid NOT NULL,
    article_id uuid NOT NULL,
    kind text NOT NULL,
    note text NOT NULL,
    revision integer NOT NULL,
    created_at timestamp with time zone NOT NULL,
    CONSTRAINT correction_kind_check CHECK ((kind = ANY (ARRAY['factual'::text, 'clarification'::text, 'typo'::text]))),
    CONSTRAINT correction_note_check CHECK (((length(note) >= 1) AND (length(note) <= 8000))),
    CONSTRAINT correction_revision_check CHECK ((revision > 0))
);

CREATE TABLE newsroom.section (
    id uuid NOT NULL,
    slug text NOT NULL,
    title text NOT NULL,
    summary text DEFAULT ''::text NOT NULL,
    revision integer NOT NULL,
    place integer NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    CONSTRAINT section_revision_check CHECK ((revision > 0)),
    CONSTRAINT section_slug_check CHECK (((slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$'::text) AND (length(slug) <= 80))),
    CONSTRAINT section_summary_check CHECK ((length(summary) <= 8000)),
    CONSTRAINT section_title_check CHECK (((length(title) >= 1) AND (length(title) <= 640)))
);

CREATE VIEW newsroom.full_article AS
 SELECT a.id,
    a.slug,
    a.headline,
    a.standfirst,
    a.body,
    a.tags,
    a.status,
    a.revision,
    a.publish_at,
    a.published_at,
    a.corrected_at,
    a.withdrawn_at,
    a.withdrawal_reason,
    a.created_at,
    a.updated_at,
    a.listed_at,
    a.search,
    a.section_id,
    s.slug AS section_slug,
    s.title AS section_title,
    s.summary AS section_summary,
    s.revision AS section_revision,
    s.updated_at AS section_updated_at,
    a.author_id,
    w.slug AS author_slug,
    w.name AS author_name,
    w.bio AS author_bio
   FROM ((newsroom.article a
     JOIN newsroom.section s ON ((s.id = a.section_id)))
     JOIN newsroom.author w ON ((w.id = a.author_id)));

CREATE TABLE newsroom.idempotency_key (
    owner uuid NOT NULL,
    key text NOT NULL,
    fingerprint bytea NOT NULL,
    status integer,
    headers jsonb,
    body text,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT idempotency_key_fingerprint_check CHECK ((octet_length(fingerprint) = 32)),
    CONSTRAINT idempotency_key_key_check CHECK (((length(key) >= 1) AND (length(key) <= 255))),
    CONSTRAINT idempotency_key_status_check CHECK (((status >= 100) AND (status <= 599)))
);

ALTER TABLE newsroom.section ALTER COLUMN place ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME newsroom.section_place_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.schema_migration (
    version integer NOT NULL,
    name text NOT NULL,
    checksum text NOT NULL,
    applied_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL
);

ALTER TABLE ONLY feed.log ATTACH PARTITION feed.log_p00000000 FOR VALUES FROM ('0') TO ('1000000');

ALTER TABLE ONLY feed.log ATTACH PARTITION feed.log_p00000001 FOR VALUES FROM ('1000000') TO ('2000000');

ALTER TABLE ONLY feed.log ATTACH PARTITION feed.log_p00000002 FOR VALUES FROM ('2000000') TO ('3000000');

ALTER TABLE ONLY feed.log_topic ATTACH PARTITION feed.log_topic_p00000000 FOR VALUES FROM ('0') TO ('1000000');

ALTER TABLE ONLY feed.log_topic ATTACH PARTITION feed.log_topic_p00000001 FOR VALUES FROM ('1000000') TO ('2000000');

ALTER TABLE ONLY feed.log_topic ATTACH PARTITION feed.log_topic_p00000002 FOR VALUES FROM ('2000000') TO ('3000000');

ALTER TABLE ONLY feed.epoch
    ADD CONSTRAINT epoch_pkey PRIMARY KEY (epoch);

ALTER TABLE ONLY feed.epoch
    ADD CONSTRAINT epoch_token_key UNIQUE (token);

ALTER TABLE ONLY feed.inbox
    ADD CONSTRAINT inbox_pkey PRIMARY KEY (id);

ALTER TABLE ONLY feed.log
    ADD CONSTRAINT log_pkey PRIMARY KEY ("position");

ALTER TABLE ONLY feed.log_p00000000
    ADD CONSTRAINT log_p00000000_pkey PRIMARY KEY ("position");

ALTER TABLE ONLY feed.log_p00000001
    ADD CONSTRAINT log_p00000001_pkey PRIMARY KEY ("position");

ALTER TABLE ONLY feed.log_p00000002
    ADD CONSTRAINT log_p00000002_pkey PRIMARY KEY ("position");

ALTER TABLE ONLY feed.log_topic
    ADD CONSTRAINT log_topic_pkey PRIMARY KEY (topic_key, "position");

ALTER TABLE ONLY feed.log_topic_p00000000
    ADD CONSTRAINT log_topic_p00000000_pkey PRIMARY KEY (topic_key, "position");

ALTER TABLE ONLY feed.log_topic_p00000001
    ADD CONSTRAINT log_topic_p00000001_pkey PRIMARY KEY (topic_key, "position");

ALTER TABLE ONLY feed.log_topic_p00000002
    ADD CONSTRAINT log_topic_p00000002_pkey PRIMARY KEY (topic_key, "position");

ALTER TABLE ONLY newsroom.access_token
    ADD CONSTRAINT access_token_hash_key UNIQUE (token_hash);

ALTER TABLE ONLY newsroom.access_token
    ADD CONSTRAINT access_token_pkey PRIMARY KEY (id);

ALTER TABLE ONLY newsroom.article
    ADD CONSTRAINT article_pkey PRIMARY KEY (id);

ALTER TABLE ONLY newsroom.article_revision
    ADD CONSTRAINT article_revision_pkey PRIMARY KEY (article_id, number);

ALTER TABLE ONLY newsroom.article
    ADD CONSTRAINT article_slug_key UNIQUE (slug);

ALTER TABLE ONLY newsroom.article_slug
    ADD CONSTRAINT article_slug_used PRIMARY KEY (slug);

ALTER TABLE ONLY newsroom.author
    ADD CONSTRAINT author_pkey PRIMARY KEY (id);

ALTER TABLE ONLY newsroom.author
    ADD CONSTRAINT author_slug_key UNIQUE (slug);

ALTER TABLE ONLY newsroom.correction
    ADD CONSTRAINT correction_pkey PRIMARY KEY (id);

ALTER TABLE ONLY newsroom.idempotency_key
    ADD CONSTRAINT idempotency_key_pkey PRIMARY KEY (owner, key);

ALTER TABLE ONLY newsroom.section
    ADD CONSTRAINT section_pkey PRIMARY KEY (id);

ALTER TABLE ONLY newsroom.section
    ADD CONSTRAINT section_slug_key UNIQUE (slug);

ALTER TABLE ONLY public.schema_migration
    ADD CONSTRAINT schema_migration_pkey PRIMARY KEY (version);

CREATE INDEX article_author ON newsroom.article USING btree (author_id, listed_at DESC, id DESC);

CREATE INDEX article_due ON newsroom.article USING btree (publish_at) WHERE (publish_at IS NOT NULL);

CREATE INDEX article_listed ON newsroom.article USING btree (listed_at DESC, id DESC);

CREATE INDEX article_public ON newsroom.article USING btree (listed_at DESC, id DESC) WHERE (status = ANY (ARRAY['published'::text, 'corrected'::text]));

CREATE INDEX article_search ON newsroom.article USING gin (search);

CREATE INDEX article_section_public ON newsroom.article USING btree (section_id, listed_at DESC, id DESC) WHERE (status = ANY (ARRAY['published'::text, 'corrected'::text]));

CREATE INDEX article_slug_article ON newsroom.article_slug USING btree (article_id);

CREATE INDEX article_tags ON newsroom.article USING gin (tags);

CREATE INDEX correction_article ON newsroom.correction USING btree (article_id, revision);

CREATE INDEX idempotency_key_created ON newsroom.idempotency_key USING btree (created_at);

ALTER INDEX feed.log_pkey ATTACH PARTITION feed.log_p00000000_pkey;

ALTER INDEX feed.log_pkey ATTACH PARTITION feed.log_p00000001_pkey;

ALTER INDEX feed.log_pkey ATTACH PARTITION feed.log_p00000002_pkey;

ALTER INDEX feed.log_topic_pkey ATTACH PARTITION feed.log_topic_p00000000_pkey;

ALTER INDEX feed.log_topic_pkey ATTACH PARTITION feed.log_topic_p00000001_pkey;

ALTER INDEX feed.log_topic_pkey ATTACH PARTITION feed.log_topic_p00000002_pkey;

CREATE CONSTRAINT TRIGGER tell_of_article AFTER INSERT OR DELETE OR UPDATE ON newsroom.article DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION newsroom.tell_of_article();

CREATE CONSTRAINT TRIGGER tell_of_section AFTER INSERT OR UPDATE ON newsroom.section DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION newsroom.tell_of_section();

ALTER TABLE ONLY newsroom.access_token
    ADD CONSTRAINT access_token_author_id_fkey FOREIGN KEY (author_id) REFERENCES newsroom.author(id);

ALTER TABLE ONLY newsroom.article
    ADD CONSTRAINT article_author_id_fkey FOREIGN KEY (author_id) REFERENCES newsroom.author(id);

ALTER TABLE ONLY newsroom.article_revision
    ADD CONSTRAINT article_revision_article_id_fkey FOREIGN KEY (article_id) REFERENCES newsroom.article(id) ON DELETE CASCADE;

ALTER TABLE ONLY newsroom.article
    ADD CONSTRAINT article_section_id_fkey FOREIGN KEY (section_id) REFERENCES newsroom.section(id);

ALTER TABLE ONLY newsroom.article_slug
    ADD CONSTRAINT article_slug_article_id_fkey FOREIGN KEY (article_id) REFERENCES newsroom.article(id) ON DELETE CASCADE;

ALTER TABLE ONLY newsroom.correction
    ADD CONSTRAINT correction_article_id_fkey FOREIGN KEY (article_id) REFERENCES newsroom.article(id) ON DELETE CASCADE;

ALTER TABLE ONLY newsroom.idempotency_key
    ADD CONSTRAINT idempotency_key_owner_fkey FOREIGN KEY (owner) REFERENCES newsroom.access_token(id) ON DELETE CASCADE;
