-- Comments, and what moderators do about them.
--
-- A comment's revision changes with its words and with its status, and nothing else: a decision names the revision that was read.
-- Every change of a status stands in newsroom.audit, in the same transaction.

-- Policies ----------------------------------------------------------------------------------------------------------------------

-- How a section takes comments; without a row they are read before they show, signed in, and never close.
CREATE TABLE newsroom.section_comment_policy (
    section_id uuid PRIMARY KEY REFERENCES newsroom.section ON DELETE CASCADE,
    policy text NOT NULL CHECK (policy IN ('open', 'premoderated', 'closed')),
    takes_guests boolean NOT NULL,
    -- After an article was published; NULL: never.
    close_after_days integer CHECK (close_after_days BETWEEN 1 AND 3650),
    revision integer NOT NULL CHECK (revision > 0)
);

-- Where an article departs from its section.
CREATE TABLE newsroom.article_comment_policy (
    article_id uuid PRIMARY KEY REFERENCES newsroom.article ON DELETE CASCADE,
    policy text NOT NULL CHECK (policy IN ('open', 'premoderated', 'closed')),
    close_after_days integer CHECK (close_after_days BETWEEN 1 AND 3650),
    revision integer NOT NULL CHECK (revision > 0)
);

CREATE VIEW newsroom.commenting AS
    SELECT a.id AS article_id, coalesce(o.policy, p.policy, 'premoderated') AS policy, coalesce(p.takes_guests, false) AS takes_guests,
        a.published_at + make_interval(days => CASE WHEN o.article_id IS NULL THEN p.close_after_days ELSE o.close_after_days END)
            AS closes_at
    FROM newsroom.article a
        LEFT JOIN newsroom.section_comment_policy p ON p.section_id = a.section_id
        LEFT JOIN newsroom.article_comment_policy o ON o.article_id = a.id;

-- Comments ----------------------------------------------------------------------------------------------------------------------

CREATE TABLE newsroom.comment (
    id uuid PRIMARY KEY,
    article_id uuid NOT NULL REFERENCES newsroom.article ON DELETE CASCADE,
    -- The comment that it answers, and the one that its thread begins with: itself, when it answers none.
    parent_id uuid REFERENCES newsroom.comment,
    root_id uuid NOT NULL REFERENCES newsroom.comment,
    depth integer NOT NULL CHECK (depth BETWEEN 0 AND 100),
    account_id uuid NOT NULL REFERENCES newsroom.account,
    -- Markdown, and what was made of it when it was written.
    body text NOT NULL CHECK (octet_length(body) <= 65536),
    body_html text NOT NULL CHECK (octet_length(body_html) <= 524288),
    -- SHA-256 of the words without what readers do not see, to know a text that comes again.
    fingerprint bytea NOT NULL CHECK (octet_length(fingerprint) = 32),
    status text NOT NULL CHECK (status IN ('pending', 'approved', 'rejected', 'removed')),
    -- Why it waits, or waited: [{"reason": "link", "detail": "example.org"}].
    holds jsonb NOT NULL DEFAULT '[]' CHECK (jsonb_typeof(holds) = 'array'),
    -- Reports that no moderator has answered by a decision.
    report_count integer NOT NULL DEFAULT 0 CHECK (report_count >= 0),
    revision integer NOT NULL CHECK (revision > 0),
    created_at timestamptz NOT NULL,
    edited_at timestamptz,
    updated_at timestamptz NOT NULL,

    CONSTRAINT threads_begin CHECK ((parent_id IS NULL) = (depth = 0) AND (parent_id IS NULL) = (root_id = id)),
    CONSTRAINT removed_ones_are_blank CHECK (status <> 'removed' OR body = '' AND body_html = '')
);
CREATE INDEX comment_roots ON newsroom.comment (article_id, created_at DESC, id DESC) WHERE parent_id IS NULL;
CREATE INDEX comment_thread ON newsroom.comment (root_id, created_at, id);
CREATE INDEX comment_queue ON newsroom.comment (status, created_at, id);
CREATE INDEX comment_reported ON newsroom.comment (created_at, id) WHERE report_count > 0;
CREATE INDEX comment_account ON newsroom.comment (account_id, created_at DESC, id DESC);
CREATE INDEX comment_article_status ON newsroom.comment (article_id, status);
CREATE INDEX comment_fingerprint ON newsroom.comment (fingerprint, created_at);

-- What a comment said before and after each edit.
CREATE TABLE newsroom.comment_revision (
    comment_id uuid NOT NULL REFERENCES newsroom.comment ON DELETE CASCADE,
    number integer NOT NULL CHECK (number > 0),
    body text NOT NULL,
    changed_at timestamptz NOT NULL,
    PRIMARY KEY (comment_id, number)
);

CREATE TABLE newsroom.comment_report (
    id uuid PRIMARY KEY,
    comment_id uuid NOT NULL REFERENCES newsroom.comment ON DELETE CASCADE,
    account_id uuid NOT NULL REFERENCES newsroom.account,
    reason text NOT NULL CHECK (reason IN ('abuse', 'spam', 'off_topic', 'untrue', 'other')),
    note text NOT NULL DEFAULT '' CHECK (length(note) <= 8000),
    created_at timestamptz NOT NULL,
    -- By a decision.
    answered_at timestamptz,
    CONSTRAINT comment_report_once UNIQUE (comment_id, account_id)
);
CREATE INDEX comment_report_account ON newsroom.comment_report (account_id);

-- Words that hold a comment.
CREATE TABLE newsroom.word (
    -- As it was given; compared by what Sources/Newsroom makes of it.
    word text PRIMARY KEY CHECK (length(word) BETWEEN 1 AND 640),
    list text NOT NULL CHECK (list IN ('banned', 'suspect'))
);
-- One row: which revision of the lists this is, so that nodes read them once.
CREATE TABLE newsroom.word_revision (
    only_one boolean PRIMARY KEY DEFAULT true CHECK (only_one),
    revision integer NOT NULL CHECK (revision > 0)
);
INSERT INTO newsroom.word_revision (revision) VALUES (1);

-- Moderation --------------------------------------------------------------------------------------------------------------------

-- Everything that was done about comments and those who write them. Append-only.
CREATE TABLE newsroom.audit (
    id uuid PRIMARY KEY,
    number bigint GENERATED ALWAYS AS IDENTITY CONSTRAINT audit_number_key UNIQUE,
    at timestamptz NOT NULL,
    -- An account's or a token's.
    actor_id uuid NOT NULL,
    actor_name text NOT NULL,
    -- hold: by itself, after reports or an edit; remove: by its author; note: among moderators.
    action text NOT NULL CHECK (action IN ('decide', 'undo', 'hold', 'remove', 'note', 'standing', 'words', 'policy')),
    comment_id uuid REFERENCES newsroom.comment,
    account_id uuid REFERENCES newsroom.account,
    -- Of the comment: before and after, and the revision that it got.
    from_status text,
    to_status text,
    revision integer,
    -- A code: see Sources/Newsroom.
    reason text,
    -- To the author for a decision; among moderators for a note.
    note text NOT NULL DEFAULT '' CHECK (length(note) <= 8000),
    undoes uuid CONSTRAINT audit_undone_once UNIQUE REFERENCES newsroom.audit,
    -- Names what was decided at one stroke.
    batch uuid,
    details jsonb NOT NULL DEFAULT '{}' CHECK (jsonb_typeof(details) = 'object'),

    CONSTRAINT status_changes_are_whole CHECK (
        (action IN ('decide', 'undo', 'hold', 'remove'))
        = (comment_id IS NOT NULL AND from_status IS NOT NULL AND to_status IS NOT NULL AND revision IS NOT NULL)),
    CONSTRAINT undoing_names_what CHECK ((action = 'undo') = (undoes IS NOT NULL)),
    CONSTRAINT audit_once_a_revision UNIQUE (comment_id, revision)
);
CREATE INDEX audit_comment ON newsroom.audit (comment_id, number DESC);
CREATE INDEX audit_account ON newsroom.audit (account_id, number DESC) WHERE account_id IS NOT NULL;
CREATE INDEX audit_batch ON newsroom.audit (batch) WHERE batch IS NOT NULL;

CREATE FUNCTION newsroom.refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER audit_stays BEFORE UPDATE OR DELETE ON newsroom.audit FOR EACH ROW EXECUTE FUNCTION newsroom.refuse_change();
CREATE TRIGGER audit_is_kept BEFORE TRUNCATE ON newsroom.audit FOR EACH STATEMENT EXECUTE FUNCTION newsroom.refuse_change();

-- The consoles that are open, each for as long as it renews its lease: presence.
CREATE TABLE newsroom.console (
    id uuid PRIMARY KEY,
    moderator_id uuid NOT NULL,
    moderator_name text NOT NULL,
    looking_at uuid REFERENCES newsroom.comment,
    opened_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL
);
CREATE INDEX console_expires ON newsroom.console (expires_at);

-- Who works on what. Good only while expires_at is ahead: whoever asks must compare, because the row may outlive the node.
CREATE TABLE newsroom.claim (
    comment_id uuid PRIMARY KEY REFERENCES newsroom.comment ON DELETE CASCADE,
    console_id uuid NOT NULL REFERENCES newsroom.console ON DELETE CASCADE,
    moderator_id uuid NOT NULL,
    moderator_name text NOT NULL,
    claimed_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL
);
CREATE INDEX claim_console ON newsroom.claim (console_id);
CREATE INDEX claim_expires ON newsroom.claim (expires_at);

-- Events ------------------------------------------------------------------------------------------------------------------------

-- Where moderators find a comment.
CREATE FUNCTION newsroom.queues(status text, holds jsonb, report_count integer) RETURNS text[] LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE status
        WHEN 'pending' THEN CASE WHEN jsonb_path_exists(holds, '$[*] ? (@.reason != "premoderated")') THEN '{held}' ELSE '{pending}' END
        WHEN 'approved' THEN '{approved}' WHEN 'rejected' THEN '{rejected}' ELSE '{}' END::text[]
        || CASE WHEN report_count > 0 AND status IN ('pending', 'approved') THEN '{reported}' ELSE '{}' END::text[]
$$;

-- A comment as its article's page shows it.
CREATE FUNCTION newsroom.comment_data(c newsroom.comment) RETURNS jsonb LANGUAGE sql STABLE AS $$
    SELECT jsonb_build_object(
        'id', c.id, 'article', c.article_id, 'parent', c.parent_id, 'root', c.root_id, 'depth', c.depth,
        'author', jsonb_build_object('id', w.id, 'name', w.name, 'kind', w.kind),
        'body_html', c.body_html, 'created_at', newsroom.timestamp_text(c.created_at),
        'edited_at', newsroom.timestamp_text(c.edited_at))
    FROM newsroom.account w WHERE w.id = c.account_id
$$;

-- By what moderators find a comment: the codes of its holds, of its open reports, and of the decision that made this revision.
CREATE FUNCTION newsroom.reasons(c newsroom.comment) RETURNS text[] LANGUAGE sql STABLE AS $$
    SELECT ARRAY(
        SELECT h.reason FROM jsonb_to_recordset(c.holds) AS h (reason text)
        UNION
        SELECT p.reason FROM newsroom.comment_report p WHERE p.comment_id = c.id AND p.answered_at IS NULL
        UNION
        SELECT d.reason FROM newsroom.audit d WHERE d.comment_id = c.id AND d.revision = c.revision AND d.action = 'decide'
        ORDER BY 1)
$$;

-- A comment as moderators see it; a suspension that is over leaves its author a normal standing.
CREATE FUNCTION newsroom.moderation_data(c newsroom.comment) RETURNS jsonb LANGUAGE sql STABLE AS $$
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

-- A comment leaves the page.
CREATE FUNCTION newsroom.take_down(c newsroom.comment) RETURNS void LANGUAGE sql AS $$
    SELECT feed.append(
        'comment.removed', 'comment/' || c.id, ARRAY['article:' || c.article_id], c.revision,
        jsonb_build_object('id', c.id, 'article', c.article_id, 'parent', c.parent_id, 'root', c.root_id),
        is_takedown => true)
$$;

-- Public: a comment enters the page, changes on it, or leaves it; under an article that is not public, none enters. Moderators are told of everything, the author of what becomes of it.
-- The subjects differ, so that a comment which leaves the page is blanked for the public alone; one that its author removed, for all.
CREATE FUNCTION newsroom.tell_of_comment() RETURNS trigger LANGUAGE plpgsql AS $$
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

CREATE CONSTRAINT TRIGGER tell_of_comment AFTER INSERT OR UPDATE ON newsroom.comment
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION newsroom.tell_of_comment();

-- A withdrawn article takes its comments with it: no replay tells what they said.
CREATE FUNCTION newsroom.take_down_comments() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM newsroom.take_down(c) FROM newsroom.comment c WHERE c.article_id = NEW.id AND c.status = 'approved' ORDER BY c.created_at, c.id;
    RETURN NULL;
END $$;

CREATE CONSTRAINT TRIGGER take_down_comments AFTER UPDATE OF status ON newsroom.article
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (newsroom.is_public(OLD.status) AND NOT newsroom.is_public(NEW.status))
    EXECUTE FUNCTION newsroom.take_down_comments();

CREATE FUNCTION newsroom.audit_data(a newsroom.audit) RETURNS jsonb LANGUAGE sql STABLE AS $$
    SELECT jsonb_build_object(
        'id', a.id, 'at', newsroom.timestamp_text(a.at), 'actor', jsonb_build_object('id', a.actor_id, 'name', a.actor_name),
        'action', a.action, 'comment', a.comment_id, 'account', a.account_id, 'from', a.from_status, 'to', a.to_status,
        'revision', a.revision, 'reason', a.reason, 'note', a.note, 'undoes', a.undoes, 'batch', a.batch, 'details', a.details)
$$;

CREATE FUNCTION newsroom.tell_of_audit() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM feed.append('moderation.audit', 'audit/' || NEW.id, ARRAY['moderation'], 1, newsroom.audit_data(NEW));
    RETURN NULL;
END $$;

CREATE CONSTRAINT TRIGGER tell_of_audit AFTER INSERT ON newsroom.audit
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION newsroom.tell_of_audit();

CREATE FUNCTION newsroom.tell_of_claim() RETURNS trigger LANGUAGE plpgsql AS $$
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

CREATE CONSTRAINT TRIGGER tell_of_claim AFTER INSERT OR UPDATE OR DELETE ON newsroom.claim
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION newsroom.tell_of_claim();

CREATE FUNCTION newsroom.tell_of_console() RETURNS trigger LANGUAGE plpgsql AS $$
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

CREATE CONSTRAINT TRIGGER tell_of_console AFTER INSERT OR UPDATE OR DELETE ON newsroom.console
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION newsroom.tell_of_console();
