-- What MySQL 8.4 and MariaDB 10.11+ share. Times are UTC; ids are UUIDv7; what a machine compares is ascii_bin or BINARY.

CREATE TABLE place (
    id             BINARY(16)   NOT NULL PRIMARY KEY,
    parent_id      BINARY(16)   NULL,
    kind           VARCHAR(16)  CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'city, local_unit, community',
    character_kind VARCHAR(24)  CHARACTER SET ascii COLLATE ascii_bin NULL COMMENT 'local unit: town, subdistrict, park, office; community: traditional, modern, resettlement, rural',
    name           VARCHAR(60)  NOT NULL,
    pilot          BOOLEAN      NOT NULL DEFAULT FALSE,
    created_at     DATETIME(6)  NOT NULL,
    UNIQUE KEY place_name (parent_id, name)
) DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_unicode_ci;

CREATE TABLE person (
    id               BINARY(16)    NOT NULL PRIMARY KEY,
    open_id_hash     BINARY(32)    NOT NULL COMMENT 'HMAC-SHA-256 of the openid: finds the person without the openid in clear',
    open_id_sealed   VARBINARY(255) NOT NULL COMMENT 'AES-256-GCM of the openid',
    display_name     VARCHAR(40)   NOT NULL,
    avatar_url       VARCHAR(500)  NULL,
    skills           VARCHAR(1000) NOT NULL DEFAULT '[]' COMMENT 'JSON array of strings',
    community_id     BINARY(16)    NULL COMMENT 'community of residence, as the person says',
    version          INT           NOT NULL DEFAULT 0,
    created_at       DATETIME(6)   NOT NULL,
    updated_at       DATETIME(6)   NOT NULL,
    UNIQUE KEY person_open_id (open_id_hash)
) DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_unicode_ci;

CREATE TABLE consent (
    id         BINARY(16)  NOT NULL PRIMARY KEY,
    person_id  BINARY(16)  NOT NULL,
    document   VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'privacy',
    version    VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    given_at   DATETIME(6) NOT NULL,
    UNIQUE KEY consent_once (person_id, document, version)
) DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_unicode_ci;

CREATE TABLE role_assignment (
    id          BINARY(16)  NOT NULL PRIMARY KEY,
    person_id   BINARY(16)  NOT NULL,
    role        VARCHAR(24) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'community_worker, local_unit_league, city_league, auditor',
    place_id    BINARY(16)  NOT NULL,
    granted_by  BINARY(16)  NULL COMMENT 'null: by the start-up claim',
    granted_at  DATETIME(6) NOT NULL,
    UNIQUE KEY role_once (person_id, role, place_id),
    KEY role_place (place_id)
) DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_unicode_ci;

CREATE TABLE role_invitation (
    id          BINARY(16)  NOT NULL PRIMARY KEY,
    token_hash  BINARY(32)  NOT NULL,
    role        VARCHAR(24) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    place_id    BINARY(16)  NOT NULL,
    invited_by  BINARY(16)  NULL,
    created_at  DATETIME(6) NOT NULL,
    expires_at  DATETIME(6) NOT NULL,
    accepted_by BINARY(16)  NULL,
    accepted_at DATETIME(6) NULL,
    UNIQUE KEY role_invitation_token (token_hash)
) DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_unicode_ci;

-- A family is one login on one device. The successor of a token is derived from it, so only hashes are kept.
CREATE TABLE refresh_token (
    token_hash  BINARY(32)  NOT NULL PRIMARY KEY,
    family_id   BINARY(16)  NOT NULL,
    person_id   BINARY(16)  NOT NULL,
    issued_at   DATETIME(6) NOT NULL,
    expires_at  DATETIME(6) NOT NULL,
    used_at     DATETIME(6) NULL COMMENT 'when it was exchanged for its successor',
    KEY refresh_family (family_id),
    KEY refresh_person (person_id),
    KEY refresh_expiry (expires_at)
) DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_unicode_ci;

CREATE TABLE revoked_family (
    family_id   BINARY(16)  NOT NULL PRIMARY KEY,
    revoked_at  DATETIME(6) NOT NULL,
    reason      VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'signed_out, reused'
) DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_unicode_ci;

CREATE TABLE complaint (
    id             BINARY(16)    NOT NULL PRIMARY KEY,
    person_id      BINARY(16)    NULL,
    about          VARCHAR(30)   CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'activity, youth_home, check_in, privacy, other',
    subject_id     BINARY(16)    NULL,
    text           VARCHAR(2000) NOT NULL,
    contact_sealed VARBINARY(512) NULL COMMENT 'AES-256-GCM of how to answer',
    received_at    DATETIME(6)   NOT NULL,
    KEY complaint_time (received_at)
) DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_unicode_ci;

CREATE TABLE audit_entry (
    id           BINARY(16)   NOT NULL PRIMARY KEY,
    at           DATETIME(6)  NOT NULL,
    actor_id     BINARY(16)   NULL,
    action       VARCHAR(60)  CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'noun.verb, e.g. activity.publish',
    subject_id   BINARY(16)   NULL,
    place_id     BINARY(16)   NULL,
    details      TEXT         NULL COMMENT 'JSON object, no personal data',
    KEY audit_time (at),
    KEY audit_place (place_id, at),
    KEY audit_subject (subject_id, at)
) DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_unicode_ci;
