-- The tables of the first version, as they were declared then. Later versions change them.

CREATE TABLE batch_files (
    batch_id INTEGER NOT NULL,
    file VARCHAR(200) NOT NULL,
    sha256 VARCHAR(64) NOT NULL,
    table_name VARCHAR(64) NOT NULL,
    rows_read INTEGER NOT NULL,
    rows_stored INTEGER NOT NULL
);

CREATE TABLE batch_findings (
    batch_id INTEGER NOT NULL,
    severity VARCHAR(8) NOT NULL,
    file VARCHAR(200) NOT NULL,
    row_number INTEGER,
    column_name VARCHAR(64),
    rule VARCHAR(64) NOT NULL,
    wording VARCHAR(500) NOT NULL,
    occurrences INTEGER NOT NULL
);

CREATE TABLE batch_not_read (
    batch_id INTEGER NOT NULL,
    file VARCHAR(200) NOT NULL,
    column_name VARCHAR(200) NOT NULL
);

CREATE TABLE batch_reidentification (
    batch_id INTEGER NOT NULL,
    table_name VARCHAR(64) NOT NULL,
    columns TEXT NOT NULL,
    rows INTEGER NOT NULL,
    classes INTEGER NOT NULL,
    smallest INTEGER NOT NULL,
    unique_rows INTEGER NOT NULL,
    frees_most VARCHAR(64),
    unique_without INTEGER NOT NULL
);

CREATE TABLE batch_tables (
    batch_id INTEGER NOT NULL,
    table_name VARCHAR(64) NOT NULL,
    read INTEGER NOT NULL,
    "new" INTEGER NOT NULL,
    changed INTEGER NOT NULL,
    unchanged INTEGER,
    refused INTEGER
);

CREATE TABLE batches (
    batch_id INTEGER NOT NULL,
    source VARCHAR(200) NOT NULL,
    content_hash VARCHAR(64) NOT NULL,
    jurisdiction VARCHAR(16) NOT NULL,
    office_id VARCHAR(64),
    mapping VARCHAR(64),
    made_up BOOLEAN NOT NULL,
    extracted_on DATE,
    period_from DATE,
    period_to DATE,
    note VARCHAR(500),
    rows_read INTEGER NOT NULL,
    rows_stored INTEGER NOT NULL,
    rows_refused INTEGER NOT NULL,
    latest_event_on DATE,
    stored_at TIMESTAMP WITHOUT TIME ZONE NOT NULL,
    undone_at TIMESTAMP WITHOUT TIME ZONE,
    PRIMARY KEY (batch_id)
);

CREATE TABLE corrections (
    batch_id INTEGER NOT NULL,
    happened_at TIMESTAMP WITHOUT TIME ZONE NOT NULL,
    kind VARCHAR(16) NOT NULL,
    of_batch INTEGER NOT NULL,
    table_name VARCHAR(64) NOT NULL,
    rows INTEGER NOT NULL
);

CREATE TABLE counting_rules (
    jurisdiction VARCHAR(16) NOT NULL,
    rule VARCHAR(32) NOT NULL,
    value VARCHAR(32) NOT NULL,
    batch_id INTEGER NOT NULL,
    row_number INTEGER NOT NULL,
    PRIMARY KEY (jurisdiction, rule)
);

CREATE TABLE erasures (
    erased_on DATE NOT NULL,
    jurisdiction VARCHAR(16) NOT NULL,
    batch_id INTEGER,
    reason VARCHAR(32) NOT NULL,
    rows INTEGER NOT NULL
);

CREATE TABLE events (
    jurisdiction VARCHAR(16) NOT NULL,
    dated VARCHAR(10) NOT NULL,
    title VARCHAR(80) NOT NULL,
    source VARCHAR(200) NOT NULL,
    breaks BOOLEAN NOT NULL,
    PRIMARY KEY (jurisdiction, dated, title)
);

CREATE TABLE jurisdictions (
    jurisdiction VARCHAR(16) NOT NULL,
    name VARCHAR(60),
    currency VARCHAR(3),
    legal_persons_liable VARCHAR(32) NOT NULL,
    self_laundering_punishable VARCHAR(32) NOT NULL,
    state_compensation_scheme VARCHAR(32) NOT NULL,
    mandatory_prosecution VARCHAR(32) NOT NULL,
    plea_agreements VARCHAR(32) NOT NULL,
    batch_id INTEGER NOT NULL,
    row_number INTEGER NOT NULL,
    PRIMARY KEY (jurisdiction)
);

CREATE TABLE mapping_profiles (
    name VARCHAR(64) NOT NULL,
    text TEXT NOT NULL,
    sha256 VARCHAR(64) NOT NULL,
    saved_at TIMESTAMP WITHOUT TIME ZONE NOT NULL,
    PRIMARY KEY (name)
);

CREATE TABLE offices (
    office_id VARCHAR(64) NOT NULL,
    jurisdiction VARCHAR(16) NOT NULL,
    region VARCHAR(64),
    kind VARCHAR(32) NOT NULL,
    label VARCHAR(60),
    batch_id INTEGER NOT NULL,
    row_number INTEGER NOT NULL,
    PRIMARY KEY (jurisdiction, office_id)
);

CREATE TABLE population (
    jurisdiction VARCHAR(16) NOT NULL,
    year INTEGER NOT NULL,
    persons INTEGER,
    batch_id INTEGER NOT NULL,
    row_number INTEGER NOT NULL,
    PRIMARY KEY (jurisdiction, year)
);

CREATE TABLE published (
    row_number INTEGER NOT NULL,
    file VARCHAR(200) NOT NULL,
    source VARCHAR(64) NOT NULL,
    iso3 VARCHAR(3) NOT NULL,
    name VARCHAR(100),
    indicator VARCHAR(100) NOT NULL,
    dimension VARCHAR(100) NOT NULL,
    category VARCHAR(100),
    sex VARCHAR(100) NOT NULL,
    age VARCHAR(100) NOT NULL,
    year INTEGER NOT NULL,
    low INTEGER NOT NULL,
    high INTEGER NOT NULL,
    said VARCHAR(16) NOT NULL,
    PRIMARY KEY (row_number)
);

CREATE TABLE rates (
    currency VARCHAR(3) NOT NULL,
    year INTEGER NOT NULL,
    per_euro FLOAT NOT NULL,
    source VARCHAR(200) NOT NULL,
    PRIMARY KEY (currency, year)
);

CREATE TABLE replacements (
    batch_id INTEGER NOT NULL,
    replaced_by INTEGER NOT NULL
);

CREATE TABLE settings (
    name VARCHAR(64) NOT NULL,
    value VARCHAR(64) NOT NULL,
    PRIMARY KEY (name)
);

CREATE TABLE targets (
    measure VARCHAR(16) NOT NULL,
    jurisdiction VARCHAR(16) NOT NULL,
    value FLOAT NOT NULL,
    due VARCHAR(10) NOT NULL,
    source VARCHAR(200) NOT NULL,
    PRIMARY KEY (measure, jurisdiction)
);

CREATE TABLE wages (
    jurisdiction VARCHAR(16) NOT NULL,
    year INTEGER NOT NULL,
    kind VARCHAR(8) NOT NULL,
    monthly FLOAT NOT NULL,
    currency VARCHAR(3) NOT NULL,
    source VARCHAR(200) NOT NULL,
    PRIMARY KEY (jurisdiction, year, kind)
);

CREATE TABLE cases (
    jurisdiction VARCHAR(16) NOT NULL,
    case_id VARCHAR(64) NOT NULL,
    network_id VARCHAR(64),
    office_id VARCHAR(64),
    scope VARCHAR(32) NOT NULL,
    form VARCHAR(32) NOT NULL,
    sector VARCHAR(32) NOT NULL,
    cross_border VARCHAR(32) NOT NULL,
    detected_by VARCHAR(32) NOT NULL,
    charged VARCHAR(32) NOT NULL,
    enterprise_involved VARCHAR(32) NOT NULL,
    enterprise_size VARCHAR(32) NOT NULL,
    reopened VARCHAR(32) NOT NULL,
    opened_on DATE,
    opened_on_precision VARCHAR(5),
    charged_on DATE,
    charged_on_precision VARCHAR(5),
    first_instance_on DATE,
    first_instance_on_precision VARCHAR(5),
    final_on DATE,
    final_on_precision VARCHAR(5),
    closed_on DATE,
    closed_on_precision VARCHAR(5),
    closing_reason VARCHAR(32) NOT NULL,
    financial_investigation VARCHAR(32) NOT NULL,
    financial_investigation_on DATE,
    financial_investigation_on_precision VARCHAR(5),
    financial_intelligence VARCHAR(32) NOT NULL,
    business_records VARCHAR(32) NOT NULL,
    assets_sought VARCHAR(32) NOT NULL,
    confiscation_sought VARCHAR(32) NOT NULL,
    special_techniques VARCHAR(32) NOT NULL,
    victim_testified VARCHAR(32) NOT NULL,
    victims_stated INTEGER,
    proceeds_estimate NUMERIC(18, 2),
    proceeds_method VARCHAR(32) NOT NULL,
    currency VARCHAR(3),
    batch_id INTEGER NOT NULL,
    row_number INTEGER NOT NULL,
    PRIMARY KEY (jurisdiction, case_id),
    FOREIGN KEY(jurisdiction, office_id) REFERENCES offices (jurisdiction, office_id) DEFERRABLE INITIALLY IMMEDIATE
);

CREATE INDEX cases_of_offices ON cases (jurisdiction, office_id);

CREATE TABLE coverage (
    jurisdiction VARCHAR(16) NOT NULL,
    "column" VARCHAR(64) NOT NULL,
    office_id VARCHAR(64),
    "from" DATE NOT NULL,
    from_precision VARCHAR(5),
    "to" DATE,
    to_precision VARCHAR(5),
    collected VARCHAR(32) NOT NULL,
    batch_id INTEGER NOT NULL,
    row_number INTEGER NOT NULL,
    UNIQUE NULLS NOT DISTINCT (jurisdiction, "column", office_id, "from"),
    FOREIGN KEY(jurisdiction, office_id) REFERENCES offices (jurisdiction, office_id) DEFERRABLE INITIALLY IMMEDIATE
);

CREATE INDEX coverage_of_offices ON coverage (jurisdiction, office_id);

CREATE TABLE disclosures (
    jurisdiction VARCHAR(16) NOT NULL,
    disclosure_id VARCHAR(64) NOT NULL,
    received_on DATE,
    received_on_precision VARCHAR(5),
    origin VARCHAR(32) NOT NULL,
    case_id VARCHAR(64),
    batch_id INTEGER NOT NULL,
    row_number INTEGER NOT NULL,
    PRIMARY KEY (jurisdiction, disclosure_id),
    FOREIGN KEY(jurisdiction, case_id) REFERENCES cases (jurisdiction, case_id) DEFERRABLE INITIALLY IMMEDIATE
);

CREATE INDEX disclosures_of_cases ON disclosures (jurisdiction, case_id);

CREATE TABLE evidence (
    jurisdiction VARCHAR(16) NOT NULL,
    case_id VARCHAR(64) NOT NULL,
    kind VARCHAR(32) NOT NULL,
    relied_on VARCHAR(32) NOT NULL,
    batch_id INTEGER NOT NULL,
    row_number INTEGER NOT NULL,
    PRIMARY KEY (jurisdiction, case_id, kind),
    FOREIGN KEY(jurisdiction, case_id) REFERENCES cases (jurisdiction, case_id) DEFERRABLE INITIALLY IMMEDIATE
);

CREATE TABLE inspections (
    jurisdiction VARCHAR(16) NOT NULL,
    inspection_id VARCHAR(64) NOT NULL,
    office_id VARCHAR(64),
    inspected_on DATE,
    inspected_on_precision VARCHAR(5),
    sector VARCHAR(32) NOT NULL,
    announced VARCHAR(32) NOT NULL,
    targeted VARCHAR(32) NOT NULL,
    joint_with_immigration VARCHAR(32) NOT NULL,
    workers_found INTEGER,
    wages_recovered NUMERIC(18, 2),
    currency VARCHAR(3),
    referred_on DATE,
    referred_on_precision VARCHAR(5),
    referral_outcome VARCHAR(32) NOT NULL,
    case_id VARCHAR(64),
    batch_id INTEGER NOT NULL,
    row_number INTEGER NOT NULL,
    PRIMARY KEY (jurisdiction, inspection_id),
    FOREIGN KEY(jurisdiction, case_id) REFERENCES cases (jurisdiction, case_id) DEFERRABLE INITIALLY IMMEDIATE,
    FOREIGN KEY(jurisdiction, office_id) REFERENCES offices (jurisdiction, office_id) DEFERRABLE INITIALLY IMMEDIATE
);

CREATE INDEX inspections_of_cases ON inspections (jurisdiction, case_id);

CREATE INDEX inspections_of_offices ON inspections (jurisdiction, office_id);

CREATE TABLE requests (
    jurisdiction VARCHAR(16) NOT NULL,
    request_id VARCHAR(64) NOT NULL,
    case_id VARCHAR(64) NOT NULL,
    instrument VARCHAR(32) NOT NULL,
    direction VARCHAR(32) NOT NULL,
    partner VARCHAR(3),
    sent_on DATE,
    sent_on_precision VARCHAR(5),
    due_on DATE,
    due_on_precision VARCHAR(5),
    executed_on DATE,
    executed_on_precision VARCHAR(5),
    refused_on DATE,
    refused_on_precision VARCHAR(5),
    batch_id INTEGER NOT NULL,
    row_number INTEGER NOT NULL,
    PRIMARY KEY (jurisdiction, request_id),
    FOREIGN KEY(jurisdiction, case_id) REFERENCES cases (jurisdiction, case_id) DEFERRABLE INITIALLY IMMEDIATE
);

CREATE INDEX requests_of_cases ON requests (jurisdiction, case_id);

CREATE TABLE suspects (
    jurisdiction VARCHAR(16) NOT NULL,
    case_id VARCHAR(64) NOT NULL,
    person_id VARCHAR(64) NOT NULL,
    kind VARCHAR(32) NOT NULL,
    sex VARCHAR(32) NOT NULL,
    age_group VARCHAR(32) NOT NULL,
    citizenship VARCHAR(32) NOT NULL,
    charged VARCHAR(32) NOT NULL,
    fugitive VARCHAR(32) NOT NULL,
    in_custody VARCHAR(32) NOT NULL,
    licensed VARCHAR(32) NOT NULL,
    suspected_on DATE,
    suspected_on_precision VARCHAR(5),
    charged_on DATE,
    charged_on_precision VARCHAR(5),
    decided_on DATE,
    decided_on_precision VARCHAR(5),
    final_on DATE,
    final_on_precision VARCHAR(5),
    left_on DATE,
    left_on_precision VARCHAR(5),
    outcome VARCHAR(32) NOT NULL,
    exit_reason VARCHAR(32) NOT NULL,
    plea VARCHAR(32) NOT NULL,
    batch_id INTEGER NOT NULL,
    row_number INTEGER NOT NULL,
    PRIMARY KEY (jurisdiction, case_id, person_id),
    FOREIGN KEY(jurisdiction, case_id) REFERENCES cases (jurisdiction, case_id) DEFERRABLE INITIALLY IMMEDIATE
);

CREATE TABLE techniques (
    jurisdiction VARCHAR(16) NOT NULL,
    case_id VARCHAR(64) NOT NULL,
    technique VARCHAR(32) NOT NULL,
    batch_id INTEGER NOT NULL,
    row_number INTEGER NOT NULL,
    PRIMARY KEY (jurisdiction, case_id, technique),
    FOREIGN KEY(jurisdiction, case_id) REFERENCES cases (jurisdiction, case_id) DEFERRABLE INITIALLY IMMEDIATE
);

CREATE TABLE victims (
    jurisdiction VARCHAR(16) NOT NULL,
    victim_id VARCHAR(64) NOT NULL,
    case_id VARCHAR(64),
    sex VARCHAR(32) NOT NULL,
    age_group VARCHAR(32) NOT NULL,
    citizenship VARCHAR(32) NOT NULL,
    form VARCHAR(32) NOT NULL,
    sector VARCHAR(32) NOT NULL,
    status VARCHAR(32) NOT NULL,
    referred_by VARCHAR(32) NOT NULL,
    regular_status VARCHAR(32) NOT NULL,
    first_contact_on DATE,
    first_contact_on_precision VARCHAR(5),
    exploitation_from DATE,
    exploitation_from_precision VARCHAR(5),
    exploitation_to DATE,
    exploitation_to_precision VARCHAR(5),
    identified_on DATE,
    identified_on_precision VARCHAR(5),
    rejected_on DATE,
    rejected_on_precision VARCHAR(5),
    withdrew_on DATE,
    withdrew_on_precision VARCHAR(5),
    informed_of_rights VARCHAR(32) NOT NULL,
    legal_aid VARCHAR(32) NOT NULL,
    legal_aid_free VARCHAR(32) NOT NULL,
    legal_aid_on DATE,
    legal_aid_on_precision VARCHAR(5),
    first_interview_on DATE,
    first_interview_on_precision VARCHAR(5),
    testimony VARCHAR(32) NOT NULL,
    protection_needed VARCHAR(32) NOT NULL,
    guardian VARCHAR(32) NOT NULL,
    guardian_on DATE,
    guardian_on_precision VARCHAR(5),
    specialised_interview VARCHAR(32) NOT NULL,
    shelter_suitable VARCHAR(32) NOT NULL,
    interviewer_choice VARCHAR(32) NOT NULL,
    claim_declined VARCHAR(32) NOT NULL,
    charged_for_compelled_act VARCHAR(32) NOT NULL,
    convicted_for_compelled_act VARCHAR(32) NOT NULL,
    detained_for_immigration VARCHAR(32) NOT NULL,
    immigration_consequence VARCHAR(32) NOT NULL,
    data_passed_to_immigration VARCHAR(32) NOT NULL,
    reported_to VARCHAR(32) NOT NULL,
    batch_id INTEGER NOT NULL,
    row_number INTEGER NOT NULL,
    PRIMARY KEY (jurisdiction, victim_id),
    FOREIGN KEY(jurisdiction, case_id) REFERENCES cases (jurisdiction, case_id) DEFERRABLE INITIALLY IMMEDIATE
);

CREATE INDEX victims_of_cases ON victims (jurisdiction, case_id);

CREATE TABLE assets (
    jurisdiction VARCHAR(16) NOT NULL,
    asset_id VARCHAR(64) NOT NULL,
    case_id VARCHAR(64),
    person_id VARCHAR(64),
    class VARCHAR(32) NOT NULL,
    role VARCHAR(32) NOT NULL,
    order_kind VARCHAR(32) NOT NULL,
    identified NUMERIC(18, 2),
    frozen NUMERIC(18, 2),
    confiscated NUMERIC(18, 2),
    realised NUMERIC(18, 2),
    returned NUMERIC(18, 2),
    to_victims NUMERIC(18, 2),
    identified_on DATE,
    identified_on_precision VARCHAR(5),
    frozen_on DATE,
    frozen_on_precision VARCHAR(5),
    confiscated_on DATE,
    confiscated_on_precision VARCHAR(5),
    realised_on DATE,
    realised_on_precision VARCHAR(5),
    returned_on DATE,
    returned_on_precision VARCHAR(5),
    confiscation_final VARCHAR(32) NOT NULL,
    currency VARCHAR(3),
    batch_id INTEGER NOT NULL,
    row_number INTEGER NOT NULL,
    PRIMARY KEY (jurisdiction, asset_id),
    FOREIGN KEY(jurisdiction, case_id) REFERENCES cases (jurisdiction, case_id) DEFERRABLE INITIALLY IMMEDIATE,
    FOREIGN KEY(jurisdiction, case_id, person_id) REFERENCES suspects (jurisdiction, case_id, person_id) DEFERRABLE INITIALLY IMMEDIATE
);

CREATE INDEX assets_of_cases ON assets (jurisdiction, case_id);

CREATE INDEX assets_of_suspects ON assets (jurisdiction, case_id, person_id);

CREATE TABLE assistance (
    jurisdiction VARCHAR(16) NOT NULL,
    victim_id VARCHAR(64) NOT NULL,
    kind VARCHAR(32) NOT NULL,
    from_on DATE,
    from_on_precision VARCHAR(5),
    to_on DATE,
    to_on_precision VARCHAR(5),
    declined VARCHAR(32) NOT NULL,
    batch_id INTEGER NOT NULL,
    row_number INTEGER NOT NULL,
    PRIMARY KEY (jurisdiction, victim_id, kind),
    FOREIGN KEY(jurisdiction, victim_id) REFERENCES victims (jurisdiction, victim_id) DEFERRABLE INITIALLY IMMEDIATE
);

CREATE TABLE charges (
    jurisdiction VARCHAR(16) NOT NULL,
    charge_id VARCHAR(64) NOT NULL,
    case_id VARCHAR(64) NOT NULL,
    person_id VARCHAR(64) NOT NULL,
    offence VARCHAR(32) NOT NULL,
    laundering VARCHAR(32) NOT NULL,
    charged_on DATE,
    charged_on_precision VARCHAR(5),
    result VARCHAR(32) NOT NULL,
    batch_id INTEGER NOT NULL,
    row_number INTEGER NOT NULL,
    PRIMARY KEY (jurisdiction, charge_id),
    FOREIGN KEY(jurisdiction, case_id, person_id) REFERENCES suspects (jurisdiction, case_id, person_id) DEFERRABLE INITIALLY IMMEDIATE
);

CREATE INDEX charges_of_suspects ON charges (jurisdiction, case_id, person_id);

CREATE TABLE claims (
    jurisdiction VARCHAR(16) NOT NULL,
    claim_id VARCHAR(64) NOT NULL,
    victim_id VARCHAR(64),
    person_id VARCHAR(64),
    case_id VARCHAR(64) NOT NULL,
    joint_award_id VARCHAR(64),
    channel VARCHAR(32) NOT NULL,
    claimant VARCHAR(32) NOT NULL,
    claimed_on DATE,
    claimed_on_precision VARCHAR(5),
    decided_on DATE,
    decided_on_precision VARCHAR(5),
    claimed NUMERIC(18, 2),
    result VARCHAR(32) NOT NULL,
    enforceable VARCHAR(32) NOT NULL,
    awarded_material NUMERIC(18, 2),
    awarded_moral NUMERIC(18, 2),
    awarded NUMERIC(18, 2),
    documented_loss NUMERIC(18, 2),
    state_fund_eligible VARCHAR(32) NOT NULL,
    currency VARCHAR(3),
    batch_id INTEGER NOT NULL,
    row_number INTEGER NOT NULL,
    PRIMARY KEY (jurisdiction, claim_id),
    FOREIGN KEY(jurisdiction, case_id) REFERENCES cases (jurisdiction, case_id) DEFERRABLE INITIALLY IMMEDIATE,
    FOREIGN KEY(jurisdiction, case_id, person_id) REFERENCES suspects (jurisdiction, case_id, person_id) DEFERRABLE INITIALLY IMMEDIATE,
    FOREIGN KEY(jurisdiction, victim_id) REFERENCES victims (jurisdiction, victim_id) DEFERRABLE INITIALLY IMMEDIATE
);

CREATE INDEX claims_of_cases ON claims (jurisdiction, case_id);

CREATE INDEX claims_of_suspects ON claims (jurisdiction, case_id, person_id);

CREATE INDEX claims_of_victims ON claims (jurisdiction, victim_id);

CREATE TABLE links (
    jurisdiction VARCHAR(16) NOT NULL,
    case_id VARCHAR(64) NOT NULL,
    person_id VARCHAR(64),
    link VARCHAR(32) NOT NULL,
    location VARCHAR(32) NOT NULL,
    coded_from VARCHAR(32) NOT NULL,
    batch_id INTEGER NOT NULL,
    row_number INTEGER NOT NULL,
    UNIQUE NULLS NOT DISTINCT (jurisdiction, case_id, person_id, link, location),
    FOREIGN KEY(jurisdiction, case_id) REFERENCES cases (jurisdiction, case_id) DEFERRABLE INITIALLY IMMEDIATE,
    FOREIGN KEY(jurisdiction, case_id, person_id) REFERENCES suspects (jurisdiction, case_id, person_id) DEFERRABLE INITIALLY IMMEDIATE
);

CREATE TABLE protections (
    jurisdiction VARCHAR(16) NOT NULL,
    victim_id VARCHAR(64) NOT NULL,
    kind VARCHAR(32) NOT NULL,
    batch_id INTEGER NOT NULL,
    row_number INTEGER NOT NULL,
    PRIMARY KEY (jurisdiction, victim_id, kind),
    FOREIGN KEY(jurisdiction, victim_id) REFERENCES victims (jurisdiction, victim_id) DEFERRABLE INITIALLY IMMEDIATE
);

CREATE TABLE sanctions (
    jurisdiction VARCHAR(16) NOT NULL,
    sanction_id VARCHAR(64) NOT NULL,
    case_id VARCHAR(64) NOT NULL,
    person_id VARCHAR(64) NOT NULL,
    kind VARCHAR(32) NOT NULL,
    route VARCHAR(32) NOT NULL,
    instance VARCHAR(32) NOT NULL,
    months INTEGER,
    permanent VARCHAR(32) NOT NULL,
    amount NUMERIC(18, 2),
    currency VARCHAR(3),
    ordered_on DATE,
    ordered_on_precision VARCHAR(5),
    batch_id INTEGER NOT NULL,
    row_number INTEGER NOT NULL,
    PRIMARY KEY (jurisdiction, sanction_id),
    FOREIGN KEY(jurisdiction, case_id, person_id) REFERENCES suspects (jurisdiction, case_id, person_id) DEFERRABLE INITIALLY IMMEDIATE
);

CREATE INDEX sanctions_of_suspects ON sanctions (jurisdiction, case_id, person_id);

CREATE TABLE payments (
    jurisdiction VARCHAR(16) NOT NULL,
    payment_id VARCHAR(64) NOT NULL,
    claim_id VARCHAR(64) NOT NULL,
    paid NUMERIC(18, 2) NOT NULL,
    paid_on DATE,
    paid_on_precision VARCHAR(5),
    source VARCHAR(32) NOT NULL,
    currency VARCHAR(3),
    batch_id INTEGER NOT NULL,
    row_number INTEGER NOT NULL,
    PRIMARY KEY (jurisdiction, payment_id),
    FOREIGN KEY(jurisdiction, claim_id) REFERENCES claims (jurisdiction, claim_id) DEFERRABLE INITIALLY IMMEDIATE
);

CREATE INDEX payments_of_claims ON payments (jurisdiction, claim_id);

-- What was superseded: the columns of each table of records, and the batch that did it.
CREATE TABLE assets_superseded (LIKE assets, superseded_by INTEGER NOT NULL);
CREATE TABLE assistance_superseded (LIKE assistance, superseded_by INTEGER NOT NULL);
CREATE TABLE cases_superseded (LIKE cases, superseded_by INTEGER NOT NULL);
CREATE TABLE charges_superseded (LIKE charges, superseded_by INTEGER NOT NULL);
CREATE TABLE claims_superseded (LIKE claims, superseded_by INTEGER NOT NULL);
CREATE TABLE counting_rules_superseded (LIKE counting_rules, superseded_by INTEGER NOT NULL);
CREATE TABLE coverage_superseded (LIKE coverage, superseded_by INTEGER NOT NULL);
CREATE TABLE disclosures_superseded (LIKE disclosures, superseded_by INTEGER NOT NULL);
CREATE TABLE evidence_superseded (LIKE evidence, superseded_by INTEGER NOT NULL);
CREATE TABLE inspections_superseded (LIKE inspections, superseded_by INTEGER NOT NULL);
CREATE TABLE jurisdictions_superseded (LIKE jurisdictions, superseded_by INTEGER NOT NULL);
CREATE TABLE links_superseded (LIKE links, superseded_by INTEGER NOT NULL);
CREATE TABLE offices_superseded (LIKE offices, superseded_by INTEGER NOT NULL);
CREATE TABLE payments_superseded (LIKE payments, superseded_by INTEGER NOT NULL);
CREATE TABLE population_superseded (LIKE population, superseded_by INTEGER NOT NULL);
CREATE TABLE protections_superseded (LIKE protections, superseded_by INTEGER NOT NULL);
CREATE TABLE requests_superseded (LIKE requests, superseded_by INTEGER NOT NULL);
CREATE TABLE sanctions_superseded (LIKE sanctions, superseded_by INTEGER NOT NULL);
CREATE TABLE suspects_superseded (LIKE suspects, superseded_by INTEGER NOT NULL);
CREATE TABLE techniques_superseded (LIKE techniques, superseded_by INTEGER NOT NULL);
CREATE TABLE victims_superseded (LIKE victims, superseded_by INTEGER NOT NULL);

CREATE TABLE data_version (
    mark VARCHAR(32) NOT NULL
);

-- What was done to a database before it had records is written down already.
CREATE TABLE IF NOT EXISTS audit_key (
    key VARCHAR(64) NOT NULL
);

CREATE TABLE IF NOT EXISTS audit_log (
    number INTEGER NOT NULL,
    line TEXT NOT NULL,
    PRIMARY KEY (number)
);

CREATE OR REPLACE FUNCTION audit_log_is_only_added_to() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'The audit log is only added to.' USING ERRCODE = 'insufficient_privilege';
END $$;

CREATE OR REPLACE TRIGGER only_added_to BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_log
FOR EACH STATEMENT EXECUTE FUNCTION audit_log_is_only_added_to();
