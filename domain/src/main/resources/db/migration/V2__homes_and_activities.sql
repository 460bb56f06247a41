CREATE TABLE youth_home (
    id             BINARY(16)    NOT NULL PRIMARY KEY,
    community_id   BINARY(16)    NOT NULL,
    name           VARCHAR(60)   NOT NULL,
    address        VARCHAR(200)  NOT NULL,
    longitude      DECIMAL(9, 6) NOT NULL COMMENT 'GCJ-02, degrees east',
    latitude       DECIMAL(9, 6) NOT NULL COMMENT 'GCJ-02, degrees north',
    opening_hours  VARCHAR(200)  NOT NULL DEFAULT '',
    space_m2       INT           NULL,
    stage          VARCHAR(12)   CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT 'listed' COMMENT 'planned, built, listed, suspended, closed',
    space_verified BOOLEAN       NOT NULL DEFAULT FALSE,
    cloud_platform_id VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NULL COMMENT 'its id on the cloud platform (青年之家云平台), when listed there',
    created_at     DATETIME(6)   NOT NULL,
    updated_at     DATETIME(6)   NOT NULL,
    UNIQUE KEY youth_home_name (community_id, name)
) DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_unicode_ci;

CREATE TABLE activity (
    id                    BINARY(16)    NOT NULL PRIMARY KEY,
    youth_home_id         BINARY(16)    NOT NULL,
    community_id          BINARY(16)    NOT NULL COMMENT 'of the home: authorisation is by place',
    programme             VARCHAR(24)   CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    brand                 VARCHAR(40)   NULL,
    title                 VARCHAR(80)   NOT NULL,
    summary               VARCHAR(200)  NOT NULL DEFAULT '' COMMENT 'the one line people read in a list',
    description           VARCHAR(4000) NOT NULL DEFAULT '' COMMENT 'what is done (recruitment notice: content)',
    meeting_point         VARCHAR(200)  NOT NULL DEFAULT '' COMMENT 'where exactly, when it is not the home itself',
    conditions            VARCHAR(1000) NOT NULL DEFAULT '' COMMENT 'recruitment notice: who can take part',
    risks                 VARCHAR(1000) NOT NULL DEFAULT '' COMMENT 'recruitment notice: risks',
    safeguards            VARCHAR(1000) NOT NULL DEFAULT '' COMMENT 'recruitment notice: safeguards and insurance',
    contact               VARCHAR(200)  NOT NULL DEFAULT '' COMMENT 'recruitment notice: who to ask',
    walk_in               BOOLEAN       NOT NULL DEFAULT TRUE,
    shows_headcount       BOOLEAN       NOT NULL DEFAULT TRUE,
    shows_arrivals        BOOLEAN       NOT NULL DEFAULT FALSE COMMENT 'masked names of the last arrivals on the wall screen',
    doors_open_minutes    INT           NOT NULL DEFAULT 30 COMMENT 'check-in opens so long before the start',
    fence_metres          INT           NULL COMMENT 'a check-in has to come from within so many metres of the home',
    enrolment_closes_at   DATETIME(6)   NULL,
    status                VARCHAR(12)   CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'draft, in_review, published, closed, cancelled',
    cancel_reason         VARCHAR(200)  NULL,
    code_revision         INT           NOT NULL DEFAULT 0 COMMENT 'raised to revoke every check-in code',
    first_starts_at       DATETIME(6)   NOT NULL,
    last_ends_at          DATETIME(6)   NOT NULL,
    search_tokens         TEXT          NOT NULL COMMENT 'pairs of characters in hex, for substring search',
    version               INT           NOT NULL DEFAULT 0,
    created_by            BINARY(16)    NOT NULL,
    created_at            DATETIME(6)   NOT NULL,
    updated_at            DATETIME(6)   NOT NULL,
    published_at          DATETIME(6)   NULL,
    KEY activity_community (community_id, status, last_ends_at),
    KEY activity_home (youth_home_id, status, last_ends_at),
    KEY activity_upcoming (status, last_ends_at),
    FULLTEXT KEY activity_search (search_tokens)
) DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_unicode_ci;

CREATE TABLE occurrence (
    id                    BINARY(16)      NOT NULL PRIMARY KEY,
    activity_id           BINARY(16)      NOT NULL,
    code_number           BIGINT UNSIGNED NOT NULL COMMENT '56 random bits that a check-in code carries instead of the id',
    starts_at             DATETIME(6)     NOT NULL,
    ends_at               DATETIME(6)     NOT NULL,
    volunteer_starts_at   DATETIME(6)     NOT NULL COMMENT 'the shift; the occurrence''s own times unless it has others',
    volunteer_ends_at     DATETIME(6)     NOT NULL,
    cancelled             BOOLEAN         NOT NULL DEFAULT FALSE COMMENT 'with its activity, or alone',
    UNIQUE KEY occurrence_code (code_number),
    KEY occurrence_activity (activity_id, starts_at),
    KEY occurrence_ends (ends_at, starts_at)
) DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_unicode_ci;

-- One row for each side of an occurrence. Whoever gives out a place locks the row, so that nothing is given twice.
CREATE TABLE places (
    occurrence_id BINARY(16)  NOT NULL,
    enrolled_as   VARCHAR(12) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'participant, volunteer',
    capacity      INT         NOT NULL,
    taken         INT         NOT NULL DEFAULT 0 COMMENT 'people, companions counted',
    PRIMARY KEY (occurrence_id, enrolled_as)
) DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_unicode_ci;

CREATE TABLE content_review (
    id               BINARY(16)   NOT NULL PRIMARY KEY,
    activity_id      BINARY(16)   NOT NULL,
    activity_version INT          NOT NULL,
    community_id     BINARY(16)   NOT NULL,
    suggestion       VARCHAR(8)   CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'review, risky',
    label            INT          NULL COMMENT 'WeChat''s label',
    state            VARCHAR(10)  CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'waiting, accepted, refused',
    asked_by         BINARY(16)   NOT NULL,
    asked_at         DATETIME(6)  NOT NULL,
    decided_by       BINARY(16)   NULL,
    decided_at       DATETIME(6)  NULL,
    reason           VARCHAR(200) NULL,
    KEY content_review_queue (state, community_id, asked_at),
    KEY content_review_activity (activity_id)
) DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_unicode_ci;
