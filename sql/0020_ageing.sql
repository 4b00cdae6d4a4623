-- Nothing is kept for ever: what ended is found by its age, and evidence may go once it is not owed any longer. Then
-- the operator's door is in its log, and a complaint may come from an address that nobody here knows yet.

-- Columns of their own: an index over the summary, which every event writes anew, would cost each offer its HOT update.
ALTER TABLE intent_head
    ADD COLUMN ended_at text COLLATE "C" GENERATED ALWAYS AS (summary ->> 'ended_at') STORED,
    ADD COLUMN ages boolean GENERATED ALWAYS AS (summary ->> 'erased' IS DISTINCT FROM 'true'
                                                 AND summary ->> 'simulated' IS DISTINCT FROM 'true') STORED;
CREATE INDEX intent_head_ended ON intent_head (ended_at) WHERE ages AND ended_at IS NOT NULL;
CREATE INDEX session_expired ON session (expires_at);
CREATE INDEX stored_answer_made ON stored_answer (made_at);
CREATE INDEX consent_over ON consent (least(withdrawn_at, expires_at)) WHERE confirmed_at IS NOT NULL;

-- Six years after it was withdrawn or ran out. What has neither day is in force.
CREATE FUNCTION is_consent_over(withdrawn_at bigint, expires_at bigint) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT coalesce(least(withdrawn_at, expires_at)
                    <= floor(extract(epoch FROM now() - interval '6 years') * 1000000)::bigint, false)
$$;

CREATE OR REPLACE FUNCTION guard_consent() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    allowed consent;
BEGIN
    IF TG_OP = 'DELETE' THEN
        IF OLD.confirmed_at IS NOT NULL AND NOT is_consent_over(OLD.withdrawn_at, OLD.expires_at) THEN
            RAISE EXCEPTION 'consent %: evidence is kept for six years after its end', OLD.id
                USING ERRCODE = 'integrity_constraint_violation';
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

-- Whoever holds the token of the operator is written down when it comes in.
ALTER TABLE steward_act DROP CONSTRAINT steward_act_act_check;
ALTER TABLE steward_act ADD CHECK (act IN ('suspend', 'lift', 'uphold', 'dismiss', 'sign_in'));

-- A complaint counts once its writer has shown that the address is theirs; with a session that is known already.
ALTER TABLE matter ADD COLUMN confirmed_at bigint;
UPDATE matter SET confirmed_at = made_at;
CREATE INDEX matter_unconfirmed ON matter (made_at) WHERE confirmed_at IS NULL;

ALTER TABLE link DROP CONSTRAINT link_purpose_check;
ALTER TABLE link ADD CONSTRAINT link_purpose_check
    CHECK (purpose IN ('confirm_intent', 'confirm_business', 'sign_in', 'not_me', 'unsubscribe', 'join_list', 'reply',
                       'confirm_complaint'));
CREATE INDEX conduct_event_at ON conduct_event (at);
