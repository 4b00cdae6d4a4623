-- Who agreed to what, provably: each consent with the words it was given to, where and how it was asked for, and how it
-- ended. Then the lists of readers that rest on it, and what was tried to be mailed.

ALTER TABLE consent
    ADD COLUMN subject        text COLLATE "C" NOT NULL DEFAULT '',  -- hash of the address; '' where it was erased before
    ADD COLUMN channel        text COLLATE "C" NOT NULL DEFAULT 'email',
    ADD COLUMN controller     text COLLATE "C" NOT NULL DEFAULT 'parley', -- or the business that will write
    ADD COLUMN wording_sha256 text COLLATE "C" NOT NULL DEFAULT '',  -- of the words; '' for rows from before 0005
    ADD COLUMN method         text COLLATE "C" NOT NULL DEFAULT 'double_opt_in',
    ADD COLUMN locale         text COLLATE "C" NOT NULL DEFAULT 'en-GB',
    ADD COLUMN ip             text COLLATE "C" NOT NULL DEFAULT '',  -- the network alone: /24 or /48
    ADD COLUMN user_agent     text NOT NULL DEFAULT '',
    ADD COLUMN token_hash     text COLLATE "C" NOT NULL DEFAULT '',  -- of the link that confirmed it
    ADD COLUMN source         text COLLATE "C" NOT NULL DEFAULT 'buyer',
    ADD COLUMN withdrawn_how  text COLLATE "C" NOT NULL DEFAULT '';

UPDATE consent c SET subject = encode(sha256(convert_to('consent/' || d.email, 'UTF8')), 'hex')
FROM contact.detail d WHERE d.principal_id = c.principal_id;
UPDATE consent SET source = 'retailer' WHERE purpose = 'invitations';
UPDATE consent SET withdrawn_how = 'unsubscribe' WHERE withdrawn_at IS NOT NULL;

ALTER TABLE consent
    ADD CHECK (channel IN ('email', 'push', 'webhook')),
    ADD CHECK (source IN ('buyer', 'retailer', 'import')),
    ADD CHECK ((withdrawn_at IS NULL) = (withdrawn_how = ''));

CREATE INDEX consent_unconfirmed ON consent (requested_at) WHERE confirmed_at IS NULL;
CREATE INDEX consent_controller ON consent (controller, purpose) WHERE controller <> 'parley';

-- A row of evidence is confirmed once and withdrawn once; nothing else of it ever changes, whoever asks.
CREATE FUNCTION guard_consent() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    allowed consent;
BEGIN
    IF TG_OP = 'DELETE' THEN
        IF OLD.confirmed_at IS NOT NULL THEN
            RAISE EXCEPTION 'consent %: evidence is never deleted', OLD.id USING ERRCODE = 'integrity_constraint_violation';
        END IF;
        RETURN OLD;
    END IF;
    allowed := OLD;
    IF OLD.confirmed_at IS NULL THEN
        allowed.confirmed_at := NEW.confirmed_at;
        allowed.token_hash := NEW.token_hash;
    END IF;
    IF OLD.withdrawn_at IS NULL THEN
        allowed.withdrawn_at := NEW.withdrawn_at;
        allowed.withdrawn_how := NEW.withdrawn_how;
    END IF;
    IF allowed IS DISTINCT FROM NEW THEN
        RAISE EXCEPTION 'consent %: evidence never changes', OLD.id USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER consent_guard BEFORE UPDATE OR DELETE ON consent FOR EACH ROW EXECUTE FUNCTION guard_consent();

CREATE FUNCTION guard_consent_table() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'consent: evidence is never deleted' USING ERRCODE = 'integrity_constraint_violation';
END $$;

CREATE TRIGGER consent_guard_table BEFORE TRUNCATE ON consent FOR EACH STATEMENT EXECUTE FUNCTION guard_consent_table();

ALTER TABLE link DROP CONSTRAINT link_purpose_check;
ALTER TABLE link ADD CONSTRAINT link_purpose_check CHECK (
    purpose IN ('confirm_intent', 'confirm_business', 'sign_in', 'not_me', 'unsubscribe', 'join_list'));

CREATE INDEX link_expired ON link (expires_at);
CREATE INDEX link_mail_at ON contact.link_mail (at);

-- What became of a mail. A try that is found unfinished may have reached its reader: its answer was lost, or its node
-- died (docs/decisions/0007).
CREATE TABLE mail_try (
    message_id text COLLATE "C" PRIMARY KEY,
    state      text COLLATE "C" NOT NULL CHECK (state IN ('trying', 'waiting', 'sent', 'given_up')),
    doubts     bigint NOT NULL DEFAULT 0, -- tries of which nobody knows how they ended
    at         bigint NOT NULL
) WITH (fillfactor = 80);

CREATE INDEX mail_try_at ON mail_try (at);

-- A business's mail to those who asked for its offers.
CREATE TABLE list_mail (
    id          text COLLATE "C" PRIMARY KEY,
    business_id text COLLATE "C" NOT NULL,
    subject     text   NOT NULL,
    body        text   NOT NULL,
    readers     bigint NOT NULL, -- who were on the list when it was written
    at          bigint NOT NULL
);

CREATE INDEX list_mail_business ON list_mail (business_id, at DESC);

-- Whom it was meant for, and when it had its turn; readers have a cap of their own over all lists.
CREATE TABLE list_reading (
    mail_id   text COLLATE "C" NOT NULL REFERENCES list_mail (id),
    reader_id text COLLATE "C" NOT NULL,
    turn_at   bigint,
    PRIMARY KEY (mail_id, reader_id)
);

CREATE INDEX list_reading_turn ON list_reading (reader_id, turn_at) WHERE turn_at IS NOT NULL;
