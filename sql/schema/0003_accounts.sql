-- Accounts: who reads, comments and moderates, and the sessions in which they do.
--
-- A guest is an account without a way to sign in again: its session is all it has. So everybody who comments has an account, and
-- standing, limits, notifications and the moderators' view of somebody's history need no second way.

CREATE TABLE newsroom.account (
    id uuid PRIMARY KEY,
    kind text NOT NULL CHECK (kind IN ('local', 'sso', 'guest')),
    role text NOT NULL CHECK (role IN ('reader', 'writer', 'editor', 'moderator', 'admin')),
    -- As others see it.
    name text NOT NULL CHECK (length(name) BETWEEN 1 AND 640),
    -- What a local account signs in with.
    handle text CONSTRAINT account_handle_key UNIQUE CHECK (handle ~ '^[a-z0-9]+(-[a-z0-9]+)*$' AND length(handle) <= 80),
    -- As crypt(5) has it: $y$ and more.
    passphrase_hash text CHECK (length(passphrase_hash) BETWEEN 20 AND 200),
    -- Who vouches for an account of single sign-on, and what it calls it there.
    issuer text CHECK (length(issuer) BETWEEN 1 AND 400),
    subject text CHECK (length(subject) BETWEEN 1 AND 400),
    author_id uuid REFERENCES newsroom.author,
    -- How far this reader's comments are trusted.
    standing text NOT NULL DEFAULT 'normal' CHECK (standing IN ('trusted', 'normal', 'premoderated', 'suspended', 'banned')),
    standing_until timestamptz,
    standing_reason text NOT NULL DEFAULT '' CHECK (length(standing_reason) <= 8000),
    revision integer NOT NULL CHECK (revision > 0),
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,

    CONSTRAINT account_subject_key UNIQUE (issuer, subject),
    CONSTRAINT local_ones_sign_in CHECK ((kind = 'local') = (handle IS NOT NULL AND passphrase_hash IS NOT NULL)),
    CONSTRAINT single_ones_are_vouched_for CHECK ((kind = 'sso') = (issuer IS NOT NULL AND subject IS NOT NULL)),
    CONSTRAINT guests_only_read CHECK (kind <> 'guest' OR role = 'reader'),
    CONSTRAINT suspensions_end CHECK ((standing = 'suspended') = (standing_until IS NOT NULL))
);

-- Secrets that a browser holds as a cookie; only their SHA-256 is kept.
CREATE TABLE newsroom.session (
    id uuid PRIMARY KEY,
    account_id uuid NOT NULL REFERENCES newsroom.account ON DELETE CASCADE,
    token_hash bytea NOT NULL CONSTRAINT session_hash_key UNIQUE CHECK (octet_length(token_hash) = 32),
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL
);
CREATE INDEX session_account ON newsroom.session (account_id);
CREATE INDEX session_expires ON newsroom.session (expires_at);

-- The owner of a key is a token or an account.
ALTER TABLE newsroom.idempotency_key DROP CONSTRAINT idempotency_key_owner_fkey;

-- Events ------------------------------------------------------------------------------------------------------------------------

-- Told to the reader alone. Every node ends the private streams of somebody whose rights have changed; who still may, comes back.
CREATE FUNCTION newsroom.tell_of_account() RETURNS trigger LANGUAGE plpgsql AS $$
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

CREATE CONSTRAINT TRIGGER tell_of_account AFTER UPDATE ON newsroom.account
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION newsroom.tell_of_account();

CREATE FUNCTION newsroom.tell_of_session() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM feed.append(
        'account.signed_out', 'account/' || OLD.account_id, ARRAY['reader:' || OLD.account_id], 1,
        jsonb_build_object('id', OLD.account_id, 'session', OLD.id));
    RETURN NULL;
END $$;

CREATE CONSTRAINT TRIGGER tell_of_session AFTER DELETE ON newsroom.session
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION newsroom.tell_of_session();

-- The same for programs: the streams that a token has opened end with it.
CREATE FUNCTION newsroom.tell_of_token() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM feed.append(
        'account.signed_out', 'token/' || NEW.id, ARRAY['reader:' || NEW.id], 1, jsonb_build_object('id', NEW.id));
    RETURN NULL;
END $$;

CREATE CONSTRAINT TRIGGER tell_of_token AFTER UPDATE OF revoked_at ON newsroom.access_token
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (OLD.revoked_at IS NULL AND NEW.revoked_at IS NOT NULL)
    EXECUTE FUNCTION newsroom.tell_of_token();
