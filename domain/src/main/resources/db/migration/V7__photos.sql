-- Photos of activities. The pictures themselves lie in a folder or in an S3 bucket, named by the id.

CREATE TABLE photo (
    id           BINARY(16)   NOT NULL PRIMARY KEY,
    community_id BINARY(16)   NOT NULL COMMENT 'whose workers may use it',
    uploaded_by  BINARY(16)   NOT NULL,
    uploaded_at  DATETIME(6)  NOT NULL,
    width        INT          NOT NULL COMMENT 'pixels of the largest rendition',
    height       INT          NOT NULL,
    state        VARCHAR(10)  CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'checking, in_review, passed, refused',
    label        INT          NULL COMMENT 'WeChat''s label',
    reason       VARCHAR(200) NULL COMMENT 'why a person refused it',
    decided_at   DATETIME(6)  NULL,
    check_token  BINARY(32)   NULL COMMENT 'hash of the token by which WeChat fetches it',
    check_until  DATETIME(6)  NULL COMMENT 'until when that token is good',
    trace_id     VARCHAR(128) CHARACTER SET ascii COLLATE ascii_bin NULL COMMENT 'WeChat''s name of its check',
    KEY photo_waiting (state, uploaded_at),
    KEY photo_uploader (uploaded_by, uploaded_at),
    KEY photo_trace (trace_id)
) DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_unicode_ci;

-- What WeChat has said, by the name of its check: it may say it twice, and before we know the name.
CREATE TABLE photo_verdict (
    trace_id   VARCHAR(128) CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY,
    suggestion VARCHAR(8)   CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'pass, review, risky',
    label      INT          NULL,
    heard_at   DATETIME(6)  NOT NULL,
    KEY photo_verdict_heard (heard_at)
) DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_unicode_ci;

CREATE TABLE activity_photo (
    activity_id BINARY(16)   NOT NULL,
    position    INT          NOT NULL,
    photo_id    BINARY(16)   NOT NULL,
    alt         VARCHAR(200) NOT NULL DEFAULT '' COMMENT 'what it shows, for who cannot see it',
    PRIMARY KEY (activity_id, position),
    KEY activity_photo_photo (photo_id)
) DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_unicode_ci;

-- A photo waits for a person in the queue of the texts, of no activity: several may use it.
ALTER TABLE content_review
    MODIFY COLUMN activity_id BINARY(16) NULL,
    MODIFY COLUMN activity_version INT NULL,
    ADD COLUMN photo_id BINARY(16) NULL,
    ADD KEY content_review_photo (photo_id);
