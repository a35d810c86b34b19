-- How the dashboard's role comes to the audit log, on which it has no right itself: functions of the
-- owner's write its entries, in the name and scope that its transaction was signed with.

-- A text as `schemas.store.audit` writes it, in signs of ASCII; chr(92) is a backslash, which means
-- itself or not by a setting of whoever calls.
CREATE OR REPLACE FUNCTION access.as_json(told text) RETURNS text
LANGUAGE sql IMMUTABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT '"' || coalesce(string_agg(CASE
        WHEN code IN (34, 92) THEN chr(92) || letter
        WHEN code BETWEEN 32 AND 126 THEN letter
        WHEN code = 8 THEN chr(92) || 'b'
        WHEN code = 9 THEN chr(92) || 't'
        WHEN code = 10 THEN chr(92) || 'n'
        WHEN code = 12 THEN chr(92) || 'f'
        WHEN code = 13 THEN chr(92) || 'r'
        WHEN code < 65536 THEN chr(92) || 'u' || lpad(to_hex(code), 4, '0')
        ELSE chr(92) || 'u' || to_hex(55296 + (code - 65536) / 1024)
            || chr(92) || 'u' || to_hex(56320 + (code - 65536) % 1024)
    END, '' ORDER BY place), '') || '"'
    FROM (SELECT letter, place, ascii(letter) AS code
        FROM string_to_table(told, NULL) WITH ORDINALITY AS one (letter, place)) AS letters
$$;

-- What an act was on, written anew: whoever says it by blanks, or a key twice, breaks no chain.
CREATE OR REPLACE FUNCTION access.on_as_json(told json) RETURNS text
LANGUAGE plpgsql IMMUTABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    made text;
    are_sound boolean;
BEGIN
    SELECT '{' || coalesce(string_agg(access.as_json(key) || ':' || written, ',' ORDER BY place), '')
            || '}',
        count(*) = count(written) AND count(*) = count(DISTINCT key)
        INTO made, are_sound
        FROM (SELECT key, place, CASE json_typeof(value)
            WHEN 'string' THEN access.as_json(value #>> '{}')
            WHEN 'number' THEN (value::text)::bigint::text
            WHEN 'array' THEN '[' || coalesce((SELECT string_agg((one::text)::bigint::text, ','
                ORDER BY number) FROM json_array_elements(value) WITH ORDINALITY
                AS each (one, number)), '') || ']'
        END AS written FROM json_each(told) WITH ORDINALITY AS pairs (key, value, place)) AS values;
    IF NOT are_sound THEN
        RAISE EXCEPTION 'That is nothing that an act is on.' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN made;
END $$;

-- One writes into the log at a time. Of those whom the owner may end, who holds it for long does not
-- write: it would keep everybody from doing anything.
CREATE OR REPLACE FUNCTION access.take_turn() RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    waits text := current_setting('lock_timeout');
BEGIN
    BEGIN
        PERFORM set_config('lock_timeout', '5s', true);
        LOCK TABLE public.audit_log IN SHARE ROW EXCLUSIVE MODE;
        PERFORM set_config('lock_timeout', waits, true);
        RETURN;
    EXCEPTION WHEN lock_not_available THEN
        PERFORM pg_terminate_backend(pid) FROM pg_locks JOIN pg_stat_activity USING (pid)
            WHERE relation = 'public.audit_log'::regclass AND mode = 'ShareRowExclusiveLock'
            AND granted AND xact_start < clock_timestamp() - interval '5 seconds'
            AND datname = current_database() AND pg_has_role(usesysid, 'USAGE');
    END;
    LOCK TABLE public.audit_log IN SHARE ROW EXCLUSIVE MODE;
END $$;

-- An entry of the dashboard's. Number and time are the database's, person and scope were signed.
CREATE OR REPLACE FUNCTION access.write_down(act text, action text, outcome text, told text)
RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    signed text[] := access.signed();
    purpose text := CASE action
        WHEN 'import' THEN 'records'
        WHEN 'import_in_part' THEN 'records'
        WHEN 'undo' THEN 'records'
        WHEN 'erase' THEN 'records'
        WHEN 'set' THEN 'settings'
        WHEN 'replace_list' THEN 'settings'
        WHEN 'save_mapping' THEN 'settings'
        WHEN 'forget_mapping' THEN 'settings'
        WHEN 'open_case' THEN 'casework'
        WHEN 'mark' THEN 'casework'
        WHEN 'unmark' THEN 'casework'
        WHEN 'take_away' THEN 'reporting'
        WHEN 'make_release' THEN 'release'
        WHEN 'withdraw_release' THEN 'release'
        WHEN 'note_release' THEN 'release'
        WHEN 'set_up' THEN 'settings'
        WHEN 'back_up' THEN 'records'
        WHEN 'restore' THEN 'records'
        WHEN 'sign_in' THEN 'access'
        WHEN 'end_session' THEN 'access'
        WHEN 'ask_in_vain' THEN 'access'
        WHEN 'go_on' THEN 'log'
    END;
    newest public.audit_log%ROWTYPE;
    before text := repeat('0', 64);
    content text;
BEGIN
    IF coalesce(signed[2], '') = '' OR purpose IS NULL OR act IS NULL OR told IS NULL
        OR length(act) > 64 OR length(told) > 10000
        OR NOT coalesce(outcome IN ('begun', 'done', 'refused', 'failed', 'cancelled'), false)
        OR action = 'go_on'
        -- What is refused to the dashboard's role was begun all the same.
        OR outcome = 'done' AND NOT action IN (
            'open_case', 'mark', 'unmark', 'take_away', 'sign_in', 'end_session', 'ask_in_vain'
        )
    THEN
        RAISE EXCEPTION 'Who acts was not signed, or the dashboard does not act so.'
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    PERFORM access.take_turn();
    SELECT * INTO newest FROM public.audit_log ORDER BY number DESC LIMIT 1;
    IF FOUND THEN
        before := substr(right(newest.line, 75), 10, 64);
        IF newest.line NOT LIKE '{"number":' || newest.number || ',"before":"%,"hash":"%"}'
            OR encode(sha256(convert_to(left(newest.line, -75) || '}', 'UTF8')), 'hex') <> before
        THEN
            RAISE EXCEPTION 'the audit log was changed by something else'
                USING ERRCODE = 'data_corrupted';
        END IF;
    END IF;
    content := '{"number":' || coalesce(newest.number, 0) + 1 || ',"before":"' || before
        || '","at":"' || to_char(clock_timestamp() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US')
        || '+00:00","act":' || access.as_json(act) || ',"who":' || access.as_json(signed[2])
        || ',"scope":' || access.as_json(signed[1]) || ',"purpose":' || access.as_json(purpose)
        || ',"action":' || access.as_json(action) || ',"outcome":' || access.as_json(outcome)
        || ',"on":' || access.on_as_json(told::json);
    INSERT INTO public.audit_log VALUES (coalesce(newest.number, 0) + 1, content || ',"hash":"'
        || encode(sha256(convert_to(content || '}', 'UTF8')), 'hex') || '"}');
END $$;

-- Of the newest entries those of the scope; a scope of everything has all.
CREATE OR REPLACE FUNCTION access.last_acts(most integer) RETURNS SETOF text
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT line FROM (SELECT log.number AS place, line FROM public.audit_log AS log
        ORDER BY log.number DESC LIMIT most) AS newest
    WHERE access.sees_all() OR strpos(
        line, ',"scope":' || access.as_json(access.scope()) || ',"purpose":'
    ) > 0
    ORDER BY place DESC
$$;

-- What a case or an office is called in the log: an HMAC (RFC 2104) by a key that stays here.
CREATE OR REPLACE FUNCTION access.reference(named bytea) RETURNS text
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    own bytea := (SELECT decode(key, 'hex') FROM public.audit_key);
    inner_pad bytea := decode(repeat('36', 64), 'hex');
    outer_pad bytea := decode(repeat('5c', 64), 'hex');
BEGIN
    FOR place IN 0..length(own) - 1 LOOP
        inner_pad := set_byte(inner_pad, place, get_byte(own, place) # 54);
        outer_pad := set_byte(outer_pad, place, get_byte(own, place) # 92);
    END LOOP;
    RETURN encode(sha256(outer_pad || sha256(inner_pad || named)), 'hex');
END $$;
