-- Who may see which row: functions of the owner, which read the key that nobody else may.
-- Where it is there already, its owner need not be let make another.
DO $$ BEGIN
    IF to_regnamespace('access') IS NULL THEN
        CREATE SCHEMA access;
    END IF;
END $$;

CREATE TABLE IF NOT EXISTS access.scope_key (
    inner_pad bytea NOT NULL,
    outer_pad bytea NOT NULL
);

-- What these files made, as facts.sql finds it: `server check` compares it with what it finds.
CREATE TABLE IF NOT EXISTS access.as_set_up (
    reader text NOT NULL,
    what text NOT NULL
);

-- The scope that this transaction was given, as `schemas.scopes` names it, and who acts in it, which
-- may be nobody; NULL where it has none, where it has run out, or where its maker had not the key.
CREATE OR REPLACE FUNCTION access.signed() RETURNS text[]
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    parts text[] := string_to_array(current_setting('prosecution_quality.scope', true), '.');
    pads access.scope_key%ROWTYPE;
    told bytea;
BEGIN
    IF coalesce(array_length(parts, 1), 0) <> 4
        OR parts[1] !~ '^[0-9]{1,12}$'
        OR parts[2] !~ '^([0-9a-f]{2})+$'
        OR parts[3] !~ '^([0-9a-f]{2})*$'
        OR parts[4] !~ '^[0-9a-f]{64}$'
    THEN
        RETURN NULL;
    END IF;
    SELECT * INTO pads FROM access.scope_key;
    IF NOT FOUND OR to_timestamp(parts[1]::bigint) <= clock_timestamp() THEN
        RETURN NULL;
    END IF;
    told := convert_to(
        parts[1] || '.' || parts[2] || '.' || parts[3] || '.' || current_database(), 'UTF8'
    );
    IF sha256(pads.outer_pad || sha256(pads.inner_pad || told)) <> decode(parts[4], 'hex') THEN
        RETURN NULL;
    END IF;
    RETURN ARRAY[
        convert_from(decode(parts[2], 'hex'), 'UTF8'), convert_from(decode(parts[3], 'hex'), 'UTF8')
    ];
END $$;

CREATE OR REPLACE FUNCTION access.scope() RETURNS text
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT (access.signed())[1]
$$;

CREATE OR REPLACE FUNCTION access.sees_all() RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT coalesce(access.scope() = 'desk', false)
$$;

-- The jurisdiction of the scope; NULL of one that is of none.
CREATE OR REPLACE FUNCTION access.place() RETURNS text
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT CASE WHEN split_part(access.scope(), ':', 1) IN ('jurisdiction', 'office')
        THEN split_part(access.scope(), ':', 2) END
$$;

-- The office of the scope, whose id may have a colon in it; NULL of one of a whole jurisdiction.
CREATE OR REPLACE FUNCTION access.office() RETURNS text
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT CASE WHEN split_part(access.scope(), ':', 1) = 'office'
        THEN substr(access.scope(), length('office:' || access.place() || ':') + 1) END
$$;

-- What an importer brought is counted for the planner; only a table's owner may have it counted.
CREATE OR REPLACE FUNCTION access.count_rows(names text[]) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    name text;
BEGIN
    FOREACH name IN ARRAY names LOOP
        EXECUTE format('ANALYZE public.%I', name);
    END LOOP;
END $$;

-- What was deleted stands in a table's file until it is written anew, which only its owner may do.
-- In the order of an index, since nothing else does so within a function; of none, one for a moment.
CREATE OR REPLACE FUNCTION access.write_anew(name text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    own oid := format('public.%I', name)::regclass;
    ordered_by text;
    is_made boolean := false;
BEGIN
    SELECT relname INTO ordered_by FROM pg_index JOIN pg_class ON pg_class.oid = indexrelid
        WHERE indrelid = own AND indisvalid AND indpred IS NULL
        ORDER BY indisprimary DESC, relname LIMIT 1;
    IF ordered_by IS NULL THEN
        EXECUTE (SELECT format('CREATE INDEX written_anew ON public.%I (%I)', name, attname)
            FROM pg_attribute WHERE attrelid = own AND attnum > 0 AND NOT attisdropped
            ORDER BY attnum LIMIT 1);
        ordered_by := 'written_anew';
        is_made := true;
    END IF;
    EXECUTE format('CLUSTER public.%I USING %I', name, ordered_by);
    IF is_made THEN
        EXECUTE 'DROP INDEX public.written_anew';
    ELSE
        EXECUTE format('ALTER TABLE public.%I SET WITHOUT CLUSTER', name);
    END IF;
END $$;
