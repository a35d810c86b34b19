-- Which rows of each table the dashboard sees: those of the scope that its transaction was given. The
-- program filters by scope as well; this is for what it forgot, and for what somebody makes it ask.
-- A table that is not named here is not seen. Run by the owner, who sees no row.
DO $$
DECLARE
    importer text := current_database() || '_importer';
    application text := current_database() || '_application';
    desk text := current_database() || '_desk';
    has_desk boolean := to_regrole(quote_ident(current_database() || '_desk')) IS NOT NULL;
    -- %1$I is the table. An index for the own jurisdiction is asked first.
    in_place text := '%1$I.jurisdiction = (SELECT access.place())';
    whole text := '(SELECT access.office()) IS NULL';
    own_office text := '= (SELECT access.office())';
    of_parent text := '%1$I.jurisdiction = (SELECT access.place()) AND ((SELECT access.office())'
        ' IS NULL OR EXISTS (SELECT FROM %2$I WHERE %2$I.%3$I = %1$I.%3$I'
        ' AND %2$I.jurisdiction = %1$I.jurisdiction))';
    rule record;
    policy record;
BEGIN
    FOR rule IN SELECT name, format(condition, name, parent, key) AS condition FROM (VALUES
        -- Of no record: who has any scope sees them.
        (ARRAY['mapping_profiles', 'published', 'rates', 'settings'],
            '(SELECT access.scope()) IS NOT NULL', '', ''),
        -- Said of a whole jurisdiction: its offices see it as well. What was sent of which table is
        -- part of it: of what was never sent, an office's blanks are no answer.
        (ARRAY['batches', 'counting_rules', 'events', 'home_currencies', 'jurisdictions',
            'never_filled', 'offices', 'population', 'stored_state', 'targets', 'wages',
            'yearly_rates'], in_place, '', ''),
        (ARRAY['batch_files', 'batch_tables', 'replacements'],
            'EXISTS (SELECT FROM batches WHERE batches.batch_id = %1$I.batch_id)', '', ''),
        -- What else is kept of a batch an office sees of its own.
        (ARRAY['batch_findings', 'batch_not_read', 'batch_reidentification', 'corrections'],
            format('EXISTS (SELECT FROM batches WHERE batches.batch_id = %%1$I.batch_id'
                ' AND (%s OR batches.office_id %s))', whole, own_office), '', ''),
        -- What no office is told: made of the records of several, or of none; and of what was
        -- superseded what has no office of its own: its parent may be superseded as well, or gone.
        (ARRAY['assets_superseded', 'assistance_superseded', 'charges_superseded',
            'claims_superseded', 'counting_rules_superseded', 'disclosures',
            'disclosures_superseded', 'erasures', 'evidence_superseded', 'inspections',
            'inspections_superseded', 'jurisdictions_superseded', 'links_superseded',
            'payments_superseded', 'per_convicted_network', 'per_disclosure', 'per_inspection',
            'per_network', 'per_residents', 'population_superseded', 'protections_superseded',
            'requests_superseded', 'sanctions_superseded', 'suspects_superseded',
            'techniques_superseded', 'victims_superseded'],
            format('%s AND (%s)', in_place, whole), '', ''),
        -- Rows that have an office.
        (ARRAY['cases', 'cases_superseded', 'coverage_superseded', 'offices_superseded'],
            format('%s AND (%s OR %%1$I.office_id %s)', in_place, whole, own_office), '', ''),
        (ARRAY['cells', 'filled_cells', 'office_cases', 'per_asset', 'per_award', 'per_case',
            'per_case_link', 'per_case_money', 'per_request', 'per_suspect', 'per_victim'],
            format('%s AND (%s OR %%1$I.office %s)', in_place, whole, own_office), '', ''),
        -- What names no office is said of each.
        (ARRAY['coverage'], format('%s AND (%s OR %%1$I.office_id IS NULL OR %%1$I.office_id %s)',
            in_place, whole, own_office), '', ''),
        -- Rows of what has an office.
        (ARRAY['assets', 'charges', 'claims', 'evidence', 'links', 'requests', 'sanctions',
            'suspects', 'techniques', 'victims'], of_parent, 'cases', 'case_id'),
        (ARRAY['assistance', 'protections'], of_parent, 'victims', 'victim_id'),
        (ARRAY['payments'], of_parent, 'claims', 'claim_id')
    ) AS rules (names, condition, parent, key), unnest(names) AS name LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', rule.name);
        EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', rule.name);
        FOR policy IN
            SELECT policyname FROM pg_policies
            WHERE schemaname = 'public' AND tablename = rule.name
        LOOP
            EXECUTE format('DROP POLICY %I ON %I', policy.policyname, rule.name);
        END LOOP;
        EXECUTE format('REVOKE ALL ON %I FROM PUBLIC, %I, %I', rule.name, importer, application);
        EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %I TO %I', rule.name, importer);
        EXECUTE format('GRANT SELECT ON %I TO %I', rule.name, application);
        EXECUTE format('CREATE POLICY of_importers ON %I TO %I USING (true) WITH CHECK (true)',
            rule.name, importer);
        EXECUTE format('CREATE POLICY of_the_scope ON %I FOR SELECT TO %I USING (%s)',
            rule.name, application, rule.condition);
        -- A scope of everything has a role of its own: two policies of one role are joined by OR,
        -- which no index answers, and EXPLAIN would count the rows that are left out.
        IF has_desk THEN
            EXECUTE format('REVOKE ALL ON %I FROM %I', rule.name, desk);
            EXECUTE format('GRANT SELECT ON %I TO %I', rule.name, desk);
            EXECUTE format('CREATE POLICY of_the_desk ON %I FOR SELECT TO %I'
                ' USING ((SELECT access.sees_all()))', rule.name, desk);
        END IF;
    END LOOP;
END $$;
