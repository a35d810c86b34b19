-- What the dashboard's roles may do in this database, whoever let them, and what decides which rows
-- they see: one line each. `is_ours` are those that these files make: `server init` keeps them in
-- access.as_set_up, and `server check` says what is there beyond them, and what is lacking.
WITH readers AS (
    SELECT oid, 'application' AS reader FROM pg_roles WHERE rolname = :'application'
    UNION ALL SELECT oid, 'desk' FROM pg_roles WHERE rolname = :'desk'
), schemas AS (
    SELECT oid, nspname, nspname LIKE 'pg\_%' OR nspname = 'information_schema' AS is_system
    FROM pg_namespace
), relations AS (
    -- Whatever rows can be asked of: a view or a copy shows those of the tables that are closed.
    SELECT pg_class.oid, quote_ident(nspname) || '.' || quote_ident(relname) AS named, relowner,
        nspname, relname, relkind, relrowsecurity AND relforcerowsecurity AS is_closed, is_system,
        coalesce(nspname IN ('public', 'access') AND relowner = (
            SELECT nspowner FROM pg_namespace WHERE nspname = 'access'
        ), false) AS is_ours
    FROM pg_class JOIN schemas ON schemas.oid = relnamespace
    WHERE relkind IN ('r', 'p', 'v', 'm', 'f')
), given_first AS (
    -- What PostgreSQL or an extension gave when it was installed, and whether to everybody.
    SELECT objoid AS oid, bool_or(grantee = 0) AS is_to_all
    FROM pg_init_privs, aclexplode(initprivs) WHERE classoid = 'pg_class'::regclass GROUP BY 1
)
SELECT reader, 'may ' || privilege || ' ' || named AS what, is_ours
FROM readers, relations LEFT JOIN given_first USING (oid), unnest(ARRAY[
    'SELECT', 'INSERT', 'UPDATE', 'DELETE', 'TRUNCATE', 'REFERENCES', 'TRIGGER'
]) AS privilege
WHERE NOT coalesce(is_to_all, false) AND (NOT is_system OR is_to_all IS NOT NULL) AND (
    relowner = readers.oid OR CASE WHEN privilege IN ('DELETE', 'TRUNCATE', 'TRIGGER')
        THEN has_table_privilege(readers.oid, relations.oid, privilege)
        ELSE has_any_column_privilege(readers.oid, relations.oid, privilege) END
)
-- Such a function does what its owner may, for whoever calls it. A trigger's cannot be called.
UNION ALL SELECT reader, 'may call ' || pg_proc.oid::regprocedure, nspname = 'access'
FROM readers, pg_proc JOIN schemas ON schemas.oid = pronamespace
WHERE prosecdef AND NOT is_system AND has_function_privilege(readers.oid, pg_proc.oid, 'EXECUTE')
    AND prorettype NOT IN ('trigger'::regtype, 'event_trigger'::regtype)
UNION ALL SELECT reader, 'may make tables in the database', false FROM readers
WHERE has_database_privilege(readers.oid, current_database(), 'CREATE, TEMPORARY')
UNION ALL SELECT reader, 'may make tables in schema ' || quote_ident(nspname), false
FROM readers, schemas
WHERE NOT is_system AND has_schema_privilege(readers.oid, schemas.oid, 'CREATE')
UNION ALL SELECT reader, 'stands for ' || quote_ident(rolname) || ' as well', false
FROM readers, pg_roles
WHERE pg_roles.oid <> readers.oid AND rolname <> :'desk'
    AND pg_has_role(readers.oid, pg_roles.oid, 'MEMBER')
UNION ALL SELECT reader, 'takes the role of a desk, which may do no more', true
FROM readers, pg_roles
WHERE reader = 'application' AND rolname = :'desk'
    AND pg_has_role(readers.oid, pg_roles.oid, 'MEMBER')
    AND NOT pg_has_role(readers.oid, pg_roles.oid, 'USAGE') AND NOT (rolsuper OR rolbypassrls
    OR rolcreaterole OR rolcreatedb OR rolreplication OR rolcanlogin)
UNION ALL SELECT reader, 'can take every connection', false FROM readers JOIN pg_roles USING (oid)
WHERE reader = 'application' AND rolconnlimit = -1
UNION ALL SELECT reader, 'can keep others from working by ' || string_agg(
    pg_proc.oid::regprocedure::text, ', ' ORDER BY proname, pg_proc.oid
), false
FROM readers, pg_proc
WHERE reader = 'application' AND pronamespace = 'pg_catalog'::regnamespace
    AND proname ~ '^(lo_creat|lo_create|lo_from_bytea|pg_.*advisory_.*|pg_cancel_backend'
        '|pg_terminate_backend)$'
    AND has_function_privilege(readers.oid, pg_proc.oid, 'EXECUTE')
GROUP BY reader
UNION ALL SELECT '', count(*) || ' functions of PostgreSQL are asked of rows of others too', false
FROM pg_proc WHERE proleakproof HAVING count(*) > 0
UNION ALL SELECT '', 'table ' || relname || ' is closed by row', true FROM relations
WHERE nspname = 'public' AND is_closed
-- Roles by what they are called behind the database's name, which may be another when it came back.
UNION ALL SELECT '', format(
    'policy %s of %s (%s, %s, to %s) shows %s and takes %s',
    policyname, tablename, permissive, cmd, (
        SELECT string_agg(regexp_replace(role, '^.*_', ''), ', ' ORDER BY role)
        FROM unnest(roles) AS role
    ), coalesce(qual, 'nothing'), coalesce(with_check, 'nothing')
), true FROM pg_policies WHERE schemaname = 'public'
UNION ALL
SELECT '', 'function ' || oid::regprocedure || ' is ' || md5(pg_get_functiondef(oid)), true
FROM pg_proc
WHERE pronamespace = (SELECT oid FROM schemas WHERE nspname = 'access') AND prokind = 'f'
