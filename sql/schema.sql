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

CREATE TABLE newsroom.audit (
    id uuid NOT NULL,
    number bigint NOT NULL,
    at timestamp with time zone NOT NULL,
    actor_id uuid NOT NULL,
    actor_name text NOT NULL,
    action text NOT NULL,
    comment_id uuid,
    account_id uuid,
    from_status text,
    to_status text,
    revision integer,
    reason text,
    note text DEFAULT ''::text NOT NULL,
    undoes uuid,
    batch uuid,
    details jsonb DEFAULT '{}'::jsonb NOT NULL,
    CONSTRAINT audit_action_check CHECK ((action = ANY (ARRAY['decide'::text, 'undo'::text, 'hold'::text, 'remove'::text, 'note'::text, 'standing'::text, 'words'::text, 'policy'::text]))),
    CONSTRAINT audit_details_check CHECK ((jsonb_typeof(details) = 'object'::text)),
    CONSTRAINT audit_note_check CHECK ((length(note) <= 8000)),
    CONSTRAINT status_changes_are_whole CHECK (((action = ANY (ARRAY['decide'::text, 'undo'::text, 'hold'::text, 'remove'::text])) = ((comment_id IS NOT NULL) AND (from_status IS NOT NULL) AND (to_status IS NOT NULL) AND (revision IS NOT NULL)))),
    CONSTRAINT undoing_names_what CHECK (((action = 'undo'::text) = (undoes IS NOT NULL)))
);

CREATE FUNCTION newsroom.audit_data(a newsroom.audit) RETURNS jsonb
    LANGUAGE sql STABLE
    AS $$
    SELECT jsonb_build_object(
        'id', a.id, 'at', newsroom.timestamp_text(a.at), 'actor', jsonb_build_object('id', a.actor_id, 'name', a.actor_name),
        'action', a.action, 'comment', a.comment_id, 'account', a.account_id, 'from', a.from_status, 'to', a.to_status,
        'revision', a.revision, 'reason', a.reason, 'note', a.note, 'undoes', a.undoes, 'batch', a.batch, 'details', a.details)
$$;

CREATE TABLE newsroom.comment (
    id uuid NOT NULL,
    article_id uuid NOT NULL,
    parent_id uuid,
    root_id uuid NOT NULL,
    depth integer NOT NULL,
    account_id uuid NOT NULL,
    body text NOT NULL,
    body_html text NOT NULL,
    fingerprint bytea NOT NULL,
    status text NOT NULL,
    holds jsonb DEFAULT '[]'::jsonb NOT NULL,
    report_count integer DEFAULT 0 NOT NULL,
    revision integer NOT NULL,
    created_at timestamp with time zone NOT NULL,
    edited_at timestamp with time zone,
    updated_at timestamp with time zone NOT NULL,
    CONSTRAINT comment_body_check CHECK ((octet_length(body) <= 65536)),
    CONSTRAINT comment_body_html_check CHECK ((octet_length(body_html) <= 524288)),
    CONSTRAINT comment_depth_check CHECK (((depth >= 0) AND (depth <= 100))),
    CONSTRAINT comment_fingerprint_check CHECK ((octet_length(fingerprint) = 32)),
    CONSTRAINT comment_holds_check CHECK ((jsonb_typeof(holds) = 'array'::text)),
    CONSTRAINT comment_report_count_check CHECK ((report_count >= 0)),
    CONSTRAINT comment_revision_check CHECK ((revision > 0)),
    CONSTRAINT comment_status_check CHECK ((status = ANY (ARRAY['pending'::text, 'approved'::text, 'rejected'::text, 'removed'::text]))),
    CONSTRAINT removed_ones_are_blank CHECK (((status <> 'removed'::text) OR ((body = ''::text) AND (body_html = ''::text)))),
    CONSTRAINT threads_begin CHECK ((((parent_id IS NULL) = (depth = 0)) AND ((parent_id IS NULL) = (root_id = id))))
);

CREATE FUNCTION newsroom.comment_data(c newsroom.comment) RETURNS jsonb
    LANGUAGE sql STABLE
    AS $$
    SELECT jsonb_build_object(
        'id', c.id, 'article', c.article_id, 'parent', c.parent_id, 'root', c.root_id, 'depth', c.depth,
        'author', jsonb_build_object('id', w.id, 'name', w.name, 'kind', w.kind),
        'body_html', c.body_html, 'created_at', newsroom.timestamp_text(c.created_at),
        'edited_at', newsroom.timestamp_text(c.edited_at))
    FROM newsroom.account w WHERE w.id = c.account_id
$$;

CREATE FUNCTION newsroom.is_public(status text) RETURNS boolean
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $$
    SELECT status IN ('published', 'corrected')
$$;

CREATE FUNCTION newsroom.moderation_data(c newsroom.comment) RETURNS jsonb
    LANGUAGE sql STABLE
    AS $$
    SELECT jsonb_build_object(
        'id', c.id, 'parent', c.parent_id, 'root', c.root_id, 'depth', c.depth,
        'article', jsonb_build_object('id', a.id, 'slug', a.slug, 'headline', a.headline, 'section', s.slug),
        'author', jsonb_build_object(
            'id', w.id, 'name', w.name, 'kind', w.kind,
            'standing', CASE WHEN w.standing_until <= now() THEN 'normal' ELSE w.standing END),
        'body', c.body, 'body_html', c.body_html, 'status', c.status, 'holds', c.holds, 'report_count', c.report_count,
        'reasons', newsroom.reasons(c), 'revision', c.revision, 'queues', newsroom.queues(c.status, c.holds, c.report_count),
        'created_at', newsroom.timestamp_text(c.created_at), 'edited_at', newsroom.timestamp_text(c.edited_at))
    FROM newsroom.account w, newsroom.article a JOIN newsroom.section s ON s.id = a.section_id
    WHERE w.id = c.account_id AND a.id = c.article_id
$$;

CREATE FUNCTION newsroom.queues(status text, holds jsonb, report_count integer) RETURNS text[]
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    AS $_$
    SELECT CASE status
        WHEN 'pending' THEN CASE WHEN jsonb_path_exists(holds, '$[*] ? (@.reason != "premoderated")') THEN '{held}' ELSE '{pending}' END
        WHEN 'approved' THEN '{approved}' WHEN 'rejected' THEN '{rejected}' ELSE '{}' END::text[]
        || CASE WHEN report_count > 0 AND status IN ('pending', 'approved') THEN '{reported}' ELSE '{}' END::text[]
$_$;

CREATE FUNCTION newsroom.reasons(c newsroom.comment) RETURNS text[]
    LANGUAGE sql STABLE
    AS $$
    SELECT ARRAY(
        SELECT h.reason FROM jsonb_to_recordset(c.holds) AS h (reason text)
        UNION
        SELECT p.reason FROM newsroom.comment_report p WHERE p.comment_id = c.id AND p.answered_at IS NULL
        UNION
        SELECT d.reason FROM newsroom.audit d WHERE d.comment_id = c.id AND d.revision = c.revision AND d.action = 'decide'
        ORDER BY 1)
$$;

CREATE FUNCTION newsroom.refuse_change() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
END $$;

CREATE FUNCTION newsroom.take_down(c newsroom.comment) RETURNS void
    LANGUAGE sql
    AS $$
    SELECT feed.append(
        'comment.removed', 'comment/' || c.id, ARRAY['article:' || c.article_id], c.revision,
        jsonb_build_object('id', c.id, 'article', c.article_id, 'parent', c.parent_id, 'root', c.root_id),
        is_takedown => true)
$$;

CREATE FUNCTION newsroom.take_down_comments() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    PERFORM newsroom.take_down(c) FROM newsroom.comment c WHERE c.article_id = NEW.id AND c.status = 'approved' ORDER BY c.created_at, c.id;
    RETURN NULL;
END $$;

CREATE FUNCTION newsroom.tell_of_account() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    IF NEW.role IS DISTINCT FROM OLD.role OR NEW.standing IS DISTINCT FROM OLD.standing
        OR NEW.standing_until IS DISTINCT FROM OLD.standing_until
    THEN
        PERFORM feed.append(
            'account.changed', 'account/' || NEW.id, ARRAY['reader:' || NEW.id], NEW.revision,
            jsonb_build_object(
                'id', NEW.id, 'role', NEW.role, 'standing', NEW.standing,
                'until', newsroom.timestamp_text(NEW.standing_until), 'reason', NEW.standing_reason));
    END IF;
    RETURN NULL;
END $$;

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

CREATE FUNCTION newsroom.tell_of_audit() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    PERFORM feed.append('moderation.audit', 'audit/' || NEW.id, ARRAY['moderation'], 1, newsroom.audit_data(NEW));
    RETURN NULL;
END $$;

CREATE FUNCTION newsroom.tell_of_claim() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        PERFORM feed.append(
            'moderation.released', 'claim/' || OLD.comment_id, ARRAY['moderation'], 1,
            jsonb_build_object(
                'comment', OLD.comment_id, 'console', OLD.console_id,
                'moderator', jsonb_build_object('id', OLD.moderator_id, 'name', OLD.moderator_name)));
    ELSIF TG_OP = 'INSERT' OR NEW.console_id <> OLD.console_id THEN
        PERFORM feed.append(
            'moderation.claimed', 'claim/' || NEW.comment_id, ARRAY['moderation'], 1,
            jsonb_build_object(
                'comment', NEW.comment_id, 'console', NEW.console_id,
                'moderator', jsonb_build_object('id', NEW.moderator_id, 'name', NEW.moderator_name),
                'until', newsroom.timestamp_text(NEW.expires_at)));
    END IF;
    RETURN NULL;
END $$;

CREATE FUNCTION newsroom.tell_of_comment() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
DECLARE
    was_public boolean := TG_OP = 'UPDATE' AND OLD.status = 'approved';
    is_public boolean := false;
    subject text := 'comment/' || NEW.id;
    topics text[] := ARRAY['article:' || NEW.article_id];
    was text[] := '{}';
    act record;
BEGIN
    IF NEW.status = 'approved' THEN
        -- Locked, so that whoever withdraws the article at the same moment is waited for, or waits and finds this comment.
        SELECT newsroom.is_public(a.status) INTO is_public FROM newsroom.article a WHERE a.id = NEW.article_id FOR SHARE;
    END IF;
    IF is_public AND NOT was_public THEN
        PERFORM feed.append('comment.posted', subject, topics, NEW.revision, newsroom.comment_data(NEW));
    ELSIF was_public AND NEW.status <> 'approved' THEN
        PERFORM newsroom.take_down(NEW);
    ELSIF is_public AND NEW.body IS DISTINCT FROM OLD.body THEN
        PERFORM feed.append('comment.edited', subject, topics, NEW.revision, newsroom.comment_data(NEW));
    END IF;

    IF TG_OP = 'UPDATE' THEN
        was := newsroom.queues(OLD.status, OLD.holds, OLD.report_count);
    END IF;
    PERFORM feed.append(
        'moderation.comment', 'moderation/' || NEW.id, ARRAY['moderation'], NEW.revision,
        newsroom.moderation_data(NEW) || jsonb_build_object('was', was),
        is_takedown => NEW.status = 'removed');

    IF TG_OP = 'UPDATE' AND NEW.status <> OLD.status AND NEW.status <> 'removed' THEN
        -- What holds a comment is for moderators alone.
        SELECT a.reason, a.note INTO act FROM newsroom.audit a
        WHERE a.comment_id = NEW.id AND a.revision = NEW.revision AND a.action = 'decide';
        PERFORM feed.append(
            'notification.comment', 'notification/' || NEW.id, ARRAY['reader:' || NEW.account_id], NEW.revision,
            jsonb_build_object(
                'id', NEW.id, 'article', NEW.article_id, 'status', NEW.status, 'reason', act.reason, 'note', coalesce(act.note, '')));
    END IF;
    RETURN NULL;
END $$;

CREATE FUNCTION newsroom.tell_of_console() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
DECLARE
    c newsroom.console := CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
BEGIN
    IF TG_OP = 'UPDATE' AND NEW.looking_at IS NOT DISTINCT FROM OLD.looking_at THEN RETURN NULL; END IF;
    PERFORM feed.append(
        'moderation.presence', 'console/' || c.id, ARRAY['moderation'], 1,
        jsonb_build_object(
            'console', c.id, 'moderator', jsonb_build_object('id', c.moderator_id, 'name', c.moderator_name),
            'is_here', TG_OP <> 'DELETE', 'looking_at', CASE WHEN TG_OP <> 'DELETE' THEN c.looking_at END));
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

CREATE FUNCTION newsroom.tell_of_session() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    PERFORM feed.append(
        'account.signed_out', 'account/' || OLD.account_id, ARRAY['reader:' || OLD.account_id], 1,
        jsonb_build_object('id', OLD.account_id, 'session', OLD.id));
    RETURN NULL;
END $$;

CREATE FUNCTION newsroom.tell_of_token() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    PERFORM feed.append(
        'account.signed_out', 'token/' || NEW.id, ARRAY['reader:' || NEW.id], 1, jsonb_build_object('id', NEW.id));
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

CREATE TABLE newsroom.account (
    id uuid NOT NULL,
    kind text NOT NULL,
    role text NOT NULL,
    name text NOT NULL,
    handle text,
    passphrase_hash text,
    issuer text,
    subject text,
    author_id uuid,
    standing text DEFAULT 'normal'::text NOT NULL,
    standing_until timestamp with time zone,
    standing_reason text DEFAULT ''::text NOT NULL,
    revision integer NOT NULL,
    created_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    CONSTRAINT account_handle_check CHECK (((handle ~ '^[a-z0-9]+(-[a-z0-9]+)*$'::text) AND (length(handle) <= 80))),
    CONSTRAINT account_issuer_check CHECK (((length(issuer) >= 1) AND (length(issuer) <= 400))),
    CONSTRAINT account_kind_check CHECK ((kind = ANY (ARRAY['local'::text, 'sso'::text, 'guest'::text]))),
    CONSTRAINT account_name_check CHECK (((length(name) >= 1) AND (length(name) <= 640))),
    CONSTRAINT account_passphrase_hash_check CHECK (((length(passphrase_hash) >= 20) AND (length(passphrase_hash) <= 200))),
    CONSTRAINT account_revision_check CHECK ((revision > 0)),
    CONSTRAINT account_role_check CHECK ((role = ANY (ARRAY['reader'::text, 'writer'::text, 'editor'::text, 'moderator'::text, 'admin'::text]))),
    CONSTRAINT account_standing_check CHECK ((standing = ANY (ARRAY['trusted'::text, 'normal'::text, 'premoderated'::text, 'suspended'::text, 'banned'::text]))),
    CONSTRAINT account_standing_reason_check CHECK ((length(standing_reason) <= 8000)),
    CONSTRAINT account_subject_check CHECK (((length(subject) >= 1) AND (length(subject) <= 400))),
    CONSTRAINT guests_only_read CHECK (((kind <> 'guest'::text) OR (role = 'reader'::text))),
    CONSTRAINT local_ones_sign_in CHECK (((kind = 'local'::text) = ((handle IS NOT NULL) AND (passphrase_hash IS NOT NULL)))),
    CONSTRAINT single_ones_are_vouched_for CHECK (((kind = 'sso'::text) = ((issuer IS NOT NULL) AND (subject IS NOT NULL)))),
    CONSTRAINT suspensions_end CHECK (((standing = 'suspended'::text) = (standing_until IS NOT NULL)))
);

CREATE TABLE newsroom.article_comment_policy (
    article_id uuid NOT NULL,
    policy text NOT NULL,
    close_after_days integer,
    revision integer NOT NULL,
    CONSTRAINT article_comment_policy_close_after_days_check CHECK (((close_after_days >= 1) AND (close_after_days <= 3650))),
    CONSTRAINT article_comment_policy_policy_check CHECK ((policy = ANY (ARRAY['open'::text, 'premoderated'::text, 'closed'::text]))),
    CONSTRAINT article_comment_policy_revision_check CHECK ((revision > 0))
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

ALTER TABLE newsroom.audit ALTER COLUMN number ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME newsroom.audit_number_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
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

CREATE TABLE newsroom.claim (
    comment_id uuid NOT NULL,
    console_id uuid NOT NULL,
    moderator_id uuid NOT NULL,
    moderator_name text NOT NULL,
    claimed_at timestamp with time zone NOT NULL,
    expires_at timestamp with time zone NOT NULL
);

CREATE TABLE newsroom.comment_report (
    id uuid NOT NULL,
    comment_id uuid NOT NULL,
    account_id uuid NOT NULL,
    reason text NOT NULL,
    note text DEFAULT ''::text NOT NULL,
    created_at timestamp with time zone NOT NULL,
    answered_at timestamp with time zone,
    CONSTRAINT comment_report_note_check CHECK ((length(note) <= 8000)),
    CONSTRAINT comment_report_reason_check CHECK ((reason = ANY (ARRAY['abuse'::text, 'spam'::text, 'off_topic'::text, 'untrue'::text, 'other'::text])))
);

CREATE TABLE newsroom.comment_revision (
    comment_id uuid NOT NULL,
    number integer NOT NULL,
    body text NOT NULL,
    changed_at timestamp with time zone NOT NULL,
    CONSTRAINT comment_revision_number_check CHECK ((number > 0))
);

CREATE TABLE newsroom.section_comment_policy (
    section_id uuid NOT NULL,
    policy text NOT NULL,
    takes_guests boolean NOT NULL,
    close_after_days integer,
    revision integer NOT NULL,
    CONSTRAINT section_comment_policy_close_after_days_check CHECK (((close_after_days >= 1) AND (close_after_days <= 3650))),
    CONSTRAINT section_comment_policy_policy_check CHECK ((policy = ANY (ARRAY['open'::text, 'premoderated'::text, 'closed'::text]))),
    CONSTRAINT section_comment_policy_revision_check CHECK ((revision > 0))
);

CREATE VIEW newsroom.commenting AS
 SELECT a.id AS article_id,
    COALESCE(o.policy, p.policy, 'premoderated'::text) AS policy,
    COALESCE(p.takes_guests, false) AS takes_guests,
    (a.published_at + make_interval(days =>
        CASE
            WHEN (o.article_id IS NULL) THEN p.close_after_days
            ELSE o.close_after_days
        END)) AS closes_at
   FROM ((newsroom.article a
     LEFT JOIN newsroom.section_comment_policy p ON ((p.section_id = a.section_id)))
     LEFT JOIN newsroom.article_comment_policy o ON ((o.article_id = a.id)));

CREATE TABLE newsroom.console (
    id uuid NOT NULL,
    moderator_id uuid NOT NULL,
    moderator_name text NOT NULL,
    looking_at uuid,
    opened_at timestamp with time zone NOT NULL,
    expires_at timestamp with time zone NOT NULL
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

CREATE TABLE newsroom.session (
    id uuid NOT NULL,
    account_id uuid NOT NULL,
    token_hash bytea NOT NULL,
    created_at timestamp with time zone NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    CONSTRAINT session_token_hash_check CHECK ((octet_length(token_hash) = 32))
);

CREATE TABLE newsroom.word (
    word text NOT NULL,
    list text NOT NULL,
    CONSTRAINT word_list_check CHECK ((list = ANY (ARRAY['banned'::text, 'suspect'::text]))),
    CONSTRAINT word_word_check CHECK (((length(word) >= 1) AND (length(word) <= 640)))
);

CREATE TABLE newsroom.word_revision (
    only_one boolean DEFAULT true NOT NULL,
    revision integer NOT NULL,
    CONSTRAINT word_revision_only_one_check CHECK (only_one),
    CONSTRAINT word_revision_revision_check CHECK ((revision > 0))
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

ALTER TABLE ONLY newsroom.account
    ADD CONSTRAINT account_handle_key UNIQUE (handle);

ALTER TABLE ONLY newsroom.account
    ADD CONSTRAINT account_pkey PRIMARY KEY (id);

ALTER TABLE ONLY newsroom.account
    ADD CONSTRAINT account_subject_key UNIQUE (issuer, subject);

ALTER TABLE ONLY newsroom.article_comment_policy
    ADD CONSTRAINT article_comment_policy_pkey PRIMARY KEY (article_id);

ALTER TABLE ONLY newsroom.article
    ADD CONSTRAINT article_pkey PRIMARY KEY (id);

ALTER TABLE ONLY newsroom.article_revision
    ADD CONSTRAINT article_revision_pkey PRIMARY KEY (article_id, number);

ALTER TABLE ONLY newsroom.article
    ADD CONSTRAINT article_slug_key UNIQUE (slug);

ALTER TABLE ONLY newsroom.article_slug
    ADD CONSTRAINT article_slug_used PRIMARY KEY (slug);

ALTER TABLE ONLY newsroom.audit
    ADD CONSTRAINT audit_number_key UNIQUE (number);

ALTER TABLE ONLY newsroom.audit
    ADD CONSTRAINT audit_once_a_revision UNIQUE (comment_id, revision);

ALTER TABLE ONLY newsroom.audit
    ADD CONSTRAINT audit_pkey PRIMARY KEY (id);

ALTER TABLE ONLY newsroom.audit
    ADD CONSTRAINT audit_undone_once UNIQUE (undoes);

ALTER TABLE ONLY newsroom.author
    ADD CONSTRAINT author_pkey PRIMARY KEY (id);

ALTER TABLE ONLY newsroom.author
    ADD CONSTRAINT author_slug_key UNIQUE (slug);

ALTER TABLE ONLY newsroom.claim
    ADD CONSTRAINT claim_pkey PRIMARY KEY (comment_id);

ALTER TABLE ONLY newsroom.comment
    ADD CONSTRAINT comment_pkey PRIMARY KEY (id);

ALTER TABLE ONLY newsroom.comment_report
    ADD CONSTRAINT comment_report_once UNIQUE (comment_id, account_id);

ALTER TABLE ONLY newsroom.comment_report
    ADD CONSTRAINT comment_report_pkey PRIMARY KEY (id);

ALTER TABLE ONLY newsroom.comment_revision
    ADD CONSTRAINT comment_revision_pkey PRIMARY KEY (comment_id, number);

ALTER TABLE ONLY newsroom.console
    ADD CONSTRAINT console_pkey PRIMARY KEY (id);

ALTER TABLE ONLY newsroom.correction
    ADD CONSTRAINT correction_pkey PRIMARY KEY (id);

ALTER TABLE ONLY newsroom.idempotency_key
    ADD CONSTRAINT idempotency_key_pkey PRIMARY KEY (owner, key);

ALTER TABLE ONLY newsroom.section_comment_policy
    ADD CONSTRAINT section_comment_policy_pkey PRIMARY KEY (section_id);

ALTER TABLE ONLY newsroom.section
    ADD CONSTRAINT section_pkey PRIMARY KEY (id);

ALTER TABLE ONLY newsroom.section
    ADD CONSTRAINT section_slug_key UNIQUE (slug);

ALTER TABLE ONLY newsroom.session
    ADD CONSTRAINT session_hash_key UNIQUE (token_hash);

ALTER TABLE ONLY newsroom.session
    ADD CONSTRAINT session_pkey PRIMARY KEY (id);

ALTER TABLE ONLY newsroom.word
    ADD CONSTRAINT word_pkey PRIMARY KEY (word);

ALTER TABLE ONLY newsroom.word_revision
    ADD CONSTRAINT word_revision_pkey PRIMARY KEY (only_one);

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

CREATE INDEX audit_account ON newsroom.audit USING btree (account_id, number DESC) WHERE (account_id IS NOT NULL);

CREATE INDEX audit_batch ON newsroom.audit USING btree (batch) WHERE (batch IS NOT NULL);

CREATE INDEX audit_comment ON newsroom.audit USING btree (comment_id, number DESC);

CREATE INDEX claim_console ON newsroom.claim USING btree (console_id);

CREATE INDEX claim_expires ON newsroom.claim USING btree (expires_at);

CREATE INDEX comment_account ON newsroom.comment USING btree (account_id, created_at DESC, id DESC);

CREATE INDEX comment_article_status ON newsroom.comment USING btree (article_id, status);

CREATE INDEX comment_fingerprint ON newsroom.comment USING btree (fingerprint, created_at);

CREATE INDEX comment_queue ON newsroom.comment USING btree (status, created_at, id);

CREATE INDEX comment_report_account ON newsroom.comment_report USING btree (account_id);

CREATE INDEX comment_reported ON newsroom.comment USING btree (created_at, id) WHERE (report_count > 0);

CREATE INDEX comment_roots ON newsroom.comment USING btree (article_id, created_at DESC, id DESC) WHERE (parent_id IS NULL);

CREATE INDEX comment_thread ON newsroom.comment USING btree (root_id, created_at, id);

CREATE INDEX console_expires ON newsroom.console USING btree (expires_at);

CREATE INDEX correction_article ON newsroom.correction USING btree (article_id, revision);

CREATE INDEX idempotency_key_created ON newsroom.idempotency_key USING btree (created_at);

CREATE INDEX session_account ON newsroom.session USING btree (account_id);

CREATE INDEX session_expires ON newsroom.session USING btree (expires_at);

ALTER INDEX feed.log_pkey ATTACH PARTITION feed.log_p00000000_pkey;

ALTER INDEX feed.log_pkey ATTACH PARTITION feed.log_p00000001_pkey;

ALTER INDEX feed.log_pkey ATTACH PARTITION feed.log_p00000002_pkey;

ALTER INDEX feed.log_topic_pkey ATTACH PARTITION feed.log_topic_p00000000_pkey;

ALTER INDEX feed.log_topic_pkey ATTACH PARTITION feed.log_topic_p00000001_pkey;

ALTER INDEX feed.log_topic_pkey ATTACH PARTITION feed.log_topic_p00000002_pkey;

CREATE TRIGGER audit_is_kept BEFORE TRUNCATE ON newsroom.audit FOR EACH STATEMENT EXECUTE FUNCTION newsroom.refuse_change();

CREATE TRIGGER audit_stays BEFORE DELETE OR UPDATE ON newsroom.audit FOR EACH ROW EXECUTE FUNCTION newsroom.refuse_change();

CREATE CONSTRAINT TRIGGER take_down_comments AFTER UPDATE OF status ON newsroom.article DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN ((newsroom.is_public(old.status) AND (NOT newsroom.is_public(new.status)))) EXECUTE FUNCTION newsroom.take_down_comments();

CREATE CONSTRAINT TRIGGER tell_of_account AFTER UPDATE ON newsroom.account DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION newsroom.tell_of_account();

CREATE CONSTRAINT TRIGGER tell_of_article AFTER INSERT OR DELETE OR UPDATE ON newsroom.article DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION newsroom.tell_of_article();

CREATE CONSTRAINT TRIGGER tell_of_audit AFTER INSERT ON newsroom.audit DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION newsroom.tell_of_audit();

CREATE CONSTRAINT TRIGGER tell_of_claim AFTER INSERT OR DELETE OR UPDATE ON newsroom.claim DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION newsroom.tell_of_claim();

CREATE CONSTRAINT TRIGGER tell_of_comment AFTER INSERT OR UPDATE ON newsroom.comment DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION newsroom.tell_of_comment();

CREATE CONSTRAINT TRIGGER tell_of_console AFTER INSERT OR DELETE OR UPDATE ON newsroom.console DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION newsroom.tell_of_console();

CREATE CONSTRAINT TRIGGER tell_of_section AFTER INSERT OR UPDATE ON newsroom.section DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION newsroom.tell_of_section();

CREATE CONSTRAINT TRIGGER tell_of_session AFTER DELETE ON newsroom.session DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION newsroom.tell_of_session();

CREATE CONSTRAINT TRIGGER tell_of_token AFTER UPDATE OF revoked_at ON newsroom.access_token DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (((old.revoked_at IS NULL) AND (new.revoked_at IS NOT NULL))) EXECUTE FUNCTION newsroom.tell_of_token();

ALTER TABLE ONLY newsroom.access_token
    ADD CONSTRAINT access_token_author_id_fkey FOREIGN KEY (author_id) REFERENCES newsroom.author(id);

ALTER TABLE ONLY newsroom.account
    ADD CONSTRAINT account_author_id_fkey FOREIGN KEY (author_id) REFERENCES newsroom.author(id);

ALTER TABLE ONLY newsroom.article
    ADD CONSTRAINT article_author_id_fkey FOREIGN KEY (author_id) REFERENCES newsroom.author(id);

ALTER TABLE ONLY newsroom.article_comment_policy
    ADD CONSTRAINT article_comment_policy_article_id_fkey FOREIGN KEY (article_id) REFERENCES newsroom.article(id) ON DELETE CASCADE;

ALTER TABLE ONLY newsroom.article_revision
    ADD CONSTRAINT article_revision_article_id_fkey FOREIGN KEY (article_id) REFERENCES newsroom.article(id) ON DELETE CASCADE;

ALTER TABLE ONLY newsroom.article
    ADD CONSTRAINT article_section_id_fkey FOREIGN KEY (section_id) REFERENCES newsroom.section(id);

ALTER TABLE ONLY newsroom.article_slug
    ADD CONSTRAINT article_slug_article_id_fkey FOREIGN KEY (article_id) REFERENCES newsroom.article(id) ON DELETE CASCADE;

ALTER TABLE ONLY newsroom.audit
    ADD CONSTRAINT audit_account_id_fkey FOREIGN KEY (account_id) REFERENCES newsroom.account(id);

ALTER TABLE ONLY newsroom.audit
    ADD CONSTRAINT audit_comment_id_fkey FOREIGN KEY (comment_id) REFERENCES newsroom.comment(id);

ALTER TABLE ONLY newsroom.audit
    ADD CONSTRAINT audit_undoes_fkey FOREIGN KEY (undoes) REFERENCES newsroom.audit(id);

ALTER TABLE ONLY newsroom.claim
    ADD CONSTRAINT claim_comment_id_fkey FOREIGN KEY (comment_id) REFERENCES newsroom.comment(id) ON DELETE CASCADE;

ALTER TABLE ONLY newsroom.claim
    ADD CONSTRAINT claim_console_id_fkey FOREIGN KEY (console_id) REFERENCES newsroom.console(id) ON DELETE CASCADE;

ALTER TABLE ONLY newsroom.comment
    ADD CONSTRAINT comment_account_id_fkey FOREIGN KEY (account_id) REFERENCES newsroom.account(id);

ALTER TABLE ONLY newsroom.comment
    ADD CONSTRAINT comment_article_id_fkey FOREIGN KEY (article_id) REFERENCES newsroom.article(id) ON DELETE CASCADE;

ALTER TABLE ONLY newsroom.comment
    ADD CONSTRAINT comment_parent_id_fkey FOREIGN KEY (parent_id) REFERENCES newsroom.comment(id);

ALTER TABLE ONLY newsroom.comment_report
    ADD CONSTRAINT comment_report_account_id_fkey FOREIGN KEY (account_id) REFERENCES newsroom.account(id);

ALTER TABLE ONLY newsroom.comment_report
    ADD CONSTRAINT comment_report_comment_id_fkey FOREIGN KEY (comment_id) REFERENCES newsroom.comment(id) ON DELETE CASCADE;

ALTER TABLE ONLY newsroom.comment_revision
    ADD CONSTRAINT comment_revision_comment_id_fkey FOREIGN KEY (comment_id) REFERENCES newsroom.comment(id) ON DELETE CASCADE;

ALTER TABLE ONLY newsroom.comment
    ADD CONSTRAINT comment_root_id_fkey FOREIGN KEY (root_id) REFERENCES newsroom.comment(id);

ALTER TABLE ONLY newsroom.console
    ADD CONSTRAINT console_looking_at_fkey FOREIGN KEY (looking_at) REFERENCES newsroom.comment(id);

ALTER TABLE ONLY newsroom.correction
    ADD CONSTRAINT correction_article_id_fkey FOREIGN KEY (article_id) REFERENCES newsroom.article(id) ON DELETE CASCADE;

ALTER TABLE ONLY newsroom.section_comment_policy
    ADD CONSTRAINT section_comment_policy_section_id_fkey FOREIGN KEY (section_id) REFERENCES newsroom.section(id) ON DELETE CASCADE;

ALTER TABLE ONLY newsroom.session
    ADD CONSTRAINT session_account_id_fkey FOREIGN KEY (account_id) REFERENCES newsroom.account(id) ON DELETE CASCADE;
