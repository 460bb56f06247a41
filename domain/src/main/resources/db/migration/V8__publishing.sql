-- A draft as it is typed. It may lack anything but its home, so it is no activity yet: lists, indexes and rules of
-- activities go on meeting whole ones only. It becomes the activity of the same id.
CREATE TABLE activity_draft (
    id             BINARY(16)   NOT NULL PRIMARY KEY,
    youth_home_id  BINARY(16)   NOT NULL,
    community_id   BINARY(16)   NOT NULL COMMENT 'of the home: authorisation is by place',
    content        MEDIUMTEXT   NOT NULL COMMENT 'JSON of what is there so far',
    version        INT          NOT NULL DEFAULT 0,
    created_by     BINARY(16)   NOT NULL,
    created_at     DATETIME(6)  NOT NULL,
    updated_at     DATETIME(6)  NOT NULL,
    KEY activity_draft_community (community_id, id)
) DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_unicode_ci;

-- A community's own templates; those of the programmes are shipped with the program.
CREATE TABLE activity_template (
    id             BINARY(16)   NOT NULL PRIMARY KEY,
    community_id   BINARY(16)   NOT NULL,
    name           VARCHAR(80)  NOT NULL,
    content        MEDIUMTEXT   NOT NULL COMMENT 'JSON: texts, terms and times of day, no dates',
    created_by     BINARY(16)   NOT NULL,
    created_at     DATETIME(6)  NOT NULL,
    KEY activity_template_community (community_id, id)
) DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_unicode_ci;
