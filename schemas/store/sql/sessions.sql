-- Who is signed in, for all processes of a dashboard. A browser holds a random sign; a row has its
-- digest. No backup has these tables, and the dashboard's role has no right on them: it calls the
-- functions below, in a transaction that was signed with the key of scopes.
CREATE TABLE IF NOT EXISTS access.sessions (
    key text PRIMARY KEY,
    content text NOT NULL,
    ends_at double precision NOT NULL,
    subject text NOT NULL,
    provider_session text NOT NULL,
    begun_at timestamptz NOT NULL DEFAULT clock_timestamp()
);
CREATE INDEX IF NOT EXISTS sessions_of_subject ON access.sessions (subject);

-- A sign-in under way has a content, a logout token that was used has none.
CREATE TABLE IF NOT EXISTS access.sign_in_notes (
    key text PRIMARY KEY,
    content text NOT NULL,
    ends_at double precision NOT NULL
);

CREATE OR REPLACE FUNCTION access.refuse_unsigned() RETURNS void
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF access.signed() IS NULL THEN
        RAISE EXCEPTION 'Sessions are asked for without the key of scopes.'
            USING ERRCODE = 'insufficient_privilege';
    END IF;
END $$;

-- A session of whoever the transaction was signed for, for twelve hours at most. Returns those that
-- end because there are too many now: `most` of all, `most_of_one` of a person.
CREATE OR REPLACE FUNCTION access.begin_session(
    new_key text, told text, until double precision, sid text, most integer, most_of_one integer
) RETURNS SETOF access.sessions
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    person text := (access.signed())[2];
BEGIN
    IF coalesce(person, '') = '' OR new_key !~ '^[0-9a-f]{64}$' OR length(told) > 200000 THEN
        RAISE EXCEPTION 'Who signs in was not signed.' USING ERRCODE = 'insufficient_privilege';
    END IF;
    -- Two who sign in at once would each leave one too many.
    LOCK TABLE access.sessions IN SHARE ROW EXCLUSIVE MODE;
    RETURN QUERY DELETE FROM access.sessions AS old WHERE old.key IN (
        SELECT ranked.key FROM (
            SELECT one.key, one.subject,
                row_number() OVER (ORDER BY one.begun_at DESC) AS of_all,
                row_number() OVER (PARTITION BY one.subject ORDER BY one.begun_at DESC) AS of_one
            FROM access.sessions AS one
        ) AS ranked
        WHERE ranked.of_all >= most OR (ranked.subject = person AND ranked.of_one >= most_of_one)
    ) RETURNING old.*;
    INSERT INTO access.sessions VALUES (
        new_key, told, least(until, extract(epoch FROM clock_timestamp()) + 43200), person, sid
    );
END $$;

CREATE OR REPLACE FUNCTION access.session(asked text) RETURNS SETOF access.sessions
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    PERFORM access.refuse_unsigned();
    RETURN QUERY SELECT one.* FROM access.sessions AS one
        WHERE one.key = asked AND one.ends_at > extract(epoch FROM clock_timestamp());
END $$;

-- Of these keys those whose sessions last.
CREATE OR REPLACE FUNCTION access.living_sessions(asked text[]) RETURNS SETOF text
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    PERFORM access.refuse_unsigned();
    RETURN QUERY SELECT one.key FROM access.sessions AS one
        WHERE one.key = ANY(asked) AND one.ends_at > extract(epoch FROM clock_timestamp());
END $$;

-- The keys of an account's sessions, or of the one that the provider calls so; either may be blank.
-- A session that began without such a name goes by the account.
CREATE OR REPLACE FUNCTION access.sessions_of(account text, sid text) RETURNS SETOF text
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    PERFORM access.refuse_unsigned();
    RETURN QUERY SELECT one.key FROM access.sessions AS one
        WHERE (account = '' OR one.subject = account) AND CASE
            WHEN sid <> '' AND one.provider_session <> '' THEN one.provider_session = sid
            ELSE account <> '' END;
END $$;

-- Each ended session is returned to one caller alone, who writes it into the log.
CREATE OR REPLACE FUNCTION access.end_session(asked text) RETURNS SETOF access.sessions
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    PERFORM access.refuse_unsigned();
    RETURN QUERY DELETE FROM access.sessions AS one WHERE one.key = asked RETURNING one.*;
END $$;

CREATE OR REPLACE FUNCTION access.end_expired_sessions() RETURNS SETOF access.sessions
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    PERFORM access.refuse_unsigned();
    DELETE FROM access.sign_in_notes AS one
        WHERE one.ends_at <= extract(epoch FROM clock_timestamp());
    RETURN QUERY DELETE FROM access.sessions AS one
        WHERE one.ends_at <= extract(epoch FROM clock_timestamp()) RETURNING one.*;
END $$;

-- Whether the note is new. Anybody may begin to sign in: of those under way the oldest go.
CREATE OR REPLACE FUNCTION access.add_note(
    new_key text, told text, until double precision, most integer
) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    PERFORM access.refuse_unsigned();
    DELETE FROM access.sign_in_notes AS old
        WHERE old.ends_at <= extract(epoch FROM clock_timestamp()) OR old.key IN (
            SELECT one.key FROM access.sign_in_notes AS one WHERE one.content <> ''
            ORDER BY one.ends_at DESC OFFSET most - 1
        );
    INSERT INTO access.sign_in_notes VALUES (new_key, told, until) ON CONFLICT DO NOTHING;
    RETURN FOUND;
END $$;

CREATE OR REPLACE FUNCTION access.take_note(asked text) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    told text;
BEGIN
    PERFORM access.refuse_unsigned();
    DELETE FROM access.sign_in_notes AS one WHERE one.key = asked
        AND one.content <> '' AND one.ends_at > extract(epoch FROM clock_timestamp())
        RETURNING one.content INTO told;
    RETURN told;
END $$;
