-- Words are found by an index inside each process, which reads what was changed by the database's own clock: one clock for
-- all processes, and for whoever writes by hand.
ALTER TABLE activity
    DROP KEY activity_search,
    DROP COLUMN search_tokens,
    DROP COLUMN search_text,
    ADD COLUMN audiences VARCHAR(60) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT '' COMMENT 'families, students, …, separated by commas; empty: everybody' AFTER programme,
    ADD COLUMN changed_at TIMESTAMP(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6) ON UPDATE CURRENT_TIMESTAMP(6) COMMENT 'by the database''s clock',
    ADD KEY activity_changed (changed_at);

ALTER TABLE occurrence
    ADD COLUMN changed_at TIMESTAMP(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6) ON UPDATE CURRENT_TIMESTAMP(6) COMMENT 'by the database''s clock',
    ADD KEY occurrence_changed (changed_at);

ALTER TABLE places
    ADD COLUMN changed_at TIMESTAMP(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6) ON UPDATE CURRENT_TIMESTAMP(6) COMMENT 'by the database''s clock',
    ADD KEY places_changed (changed_at);

ALTER TABLE youth_home
    ADD COLUMN changed_at TIMESTAMP(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6) ON UPDATE CURRENT_TIMESTAMP(6) COMMENT 'by the database''s clock',
    ADD KEY youth_home_changed (changed_at);
