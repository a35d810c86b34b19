-- What each role may do, but for the tables of which it sees rows (policies.sql). Run by the owner.
REVOKE ALL ON SCHEMA access FROM PUBLIC;
REVOKE ALL ON ALL TABLES IN SCHEMA access FROM PUBLIC, :"importer", :"application";
REVOKE ALL ON ALL FUNCTIONS IN SCHEMA access FROM PUBLIC, :"importer", :"application";
GRANT USAGE ON SCHEMA access TO :"importer", :"application";

-- What the policies ask, and so whoever is shown rows by one.
GRANT EXECUTE ON FUNCTION access.scope(), access.sees_all(), access.place(), access.office()
    TO :"importer", :"application";
GRANT EXECUTE ON FUNCTION access.count_rows(text[]), access.write_anew(text), access.take_turn()
    TO :"importer";
-- The dashboard comes to the log and to sessions by these alone.
GRANT EXECUTE ON FUNCTION
    access.write_down(text, text, text, text), access.last_acts(integer), access.reference(bytea),
    access.begin_session(text, text, double precision, text, integer, integer),
    access.session(text), access.living_sessions(text[]), access.sessions_of(text, text),
    access.end_session(text), access.end_expired_sessions(),
    access.add_note(text, text, double precision, integer), access.take_note(text)
    TO :"application";
GRANT SELECT ON access.as_set_up TO :"application";

-- The log is only added to.
GRANT SELECT, INSERT ON audit_log, audit_key TO :"importer";
-- The exact counts that releases were made of are kept from the dashboard.
GRANT SELECT, INSERT, UPDATE, DELETE ON release_counts, release_aliases TO :"importer";
GRANT SELECT, INSERT, UPDATE, DELETE ON data_version TO :"importer";
GRANT SELECT ON schema_version TO :"importer";
GRANT SELECT ON schema_version, data_version TO :"application";

-- A desk is there where `server init` made it: an owner alone makes no roles.
DO $$
DECLARE
    desk text := current_database() || '_desk';
BEGIN
    IF to_regrole(quote_ident(desk)) IS NOT NULL THEN
        EXECUTE format('REVOKE ALL ON ALL TABLES IN SCHEMA access FROM %I', desk);
        EXECUTE format('REVOKE ALL ON ALL FUNCTIONS IN SCHEMA access FROM %I', desk);
        EXECUTE format('GRANT USAGE ON SCHEMA access TO %I', desk);
        EXECUTE format('GRANT EXECUTE ON FUNCTION access.scope(), access.sees_all(),'
            ' access.place(), access.office() TO %I', desk);
        EXECUTE format('GRANT SELECT ON schema_version, data_version TO %I', desk);
    END IF;
END $$;
