-- The private link by which a person's calendar program reads their own times: one for each person, its token kept as a
-- hash, so that nobody who reads the database can read calendars.
CREATE TABLE calendar_link (
    person_id  BINARY(16)  NOT NULL PRIMARY KEY,
    token_hash BINARY(32)  NOT NULL COMMENT 'SHA-256',
    created_at DATETIME(6) NOT NULL,
    UNIQUE KEY calendar_link_token (token_hash)
) DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_unicode_ci;
