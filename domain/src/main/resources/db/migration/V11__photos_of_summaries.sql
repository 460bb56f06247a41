-- Photos of what became of an activity, for its organisers and for a bulletin that is made of it.
CREATE TABLE activity_summary_photo (
    activity_id BINARY(16)   NOT NULL,
    position    INT          NOT NULL,
    photo_id    BINARY(16)   NOT NULL,
    alt         VARCHAR(200) NOT NULL DEFAULT '' COMMENT 'what it shows, for who cannot see it',
    PRIMARY KEY (activity_id, position),
    KEY activity_summary_photo_photo (photo_id)
) DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_unicode_ci;
