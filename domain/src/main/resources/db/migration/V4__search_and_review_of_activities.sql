-- A substring is looked for among its pairs of characters first (search_tokens), then in the text itself.
ALTER TABLE activity
    ADD COLUMN search_text VARCHAR(1000) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL DEFAULT '' COMMENT 'title, summary, brand, home and programme, normalised, one a line' AFTER search_tokens;

-- The list of what comes next walks this index from today on, however many years lie behind.
ALTER TABLE occurrence
    ADD KEY occurrence_starts (starts_at);

-- An edit of what is already published waits beside it, so that a published activity goes on while a person reads.
ALTER TABLE content_review
    MODIFY COLUMN state VARCHAR(10) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'waiting, accepted, refused, withdrawn',
    ADD COLUMN texts TEXT NULL COMMENT 'JSON of the texts that were judged';
