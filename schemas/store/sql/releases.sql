-- Who may do what with releases. Run by the owner. A release is added, and never changed; only that
-- it is withdrawn is written beside it. What else lies here is the owner's alone.
GRANT SELECT ON releases, shown_release, release_options, release_places, release_context,
    release_effects, release_cells, release_rows, release_notes, notes, data_version
    TO :"publisher", :"public";
GRANT INSERT ON releases, shown_release, release_options, release_places, release_context,
    release_effects, release_cells, release_rows, release_notes, notes, data_version
    TO :"publisher";
GRANT UPDATE (withdrawn_at, withdrawn_because) ON releases TO :"publisher";
GRANT UPDATE (text, removed_on) ON notes TO :"publisher";
-- The number of the release that is shown, and the mark that each new state has.
GRANT DELETE ON shown_release, data_version TO :"publisher";
-- Returns. The public reads no file of a return: that of a withdrawn one is not for everyone.
GRANT SELECT ON release_origins, release_rows_of TO :"publisher", :"public";
GRANT SELECT ON returns, signing_keys TO :"publisher";
GRANT SELECT (
    number, signed_by, release, content_hash, jurisdictions, made_up, made_on, imported_at,
    withdrawn_at, withdrawn_because
) ON returns TO :"public";
GRANT INSERT ON release_origins, release_rows_of, returns, signing_keys TO :"publisher";
-- Figures published by others, which are replaced as a whole.
GRANT SELECT ON published TO :"publisher", :"public";
GRANT INSERT, DELETE ON published TO :"publisher";
GRANT UPDATE (withdrawn_at, withdrawn_because) ON returns TO :"publisher";
