CREATE TABLE enrolment (
    id            BINARY(16)  NOT NULL PRIMARY KEY,
    occurrence_id BINARY(16)  NOT NULL,
    person_id     BINARY(16)  NOT NULL,
    enrolled_as   VARCHAR(12) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'participant, volunteer',
    companions    TINYINT     NOT NULL DEFAULT 0 COMMENT '0 to 4, no names',
    status        VARCHAR(10) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'confirmed, cancelled',
    origin        VARCHAR(8)  CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'self, walk_in, staff',
    version       INT         NOT NULL COMMENT 'grows with every change, so that the headcount can tell the later of two states',
    created_at    DATETIME(6) NOT NULL,
    updated_at    DATETIME(6) NOT NULL,
    UNIQUE KEY enrolment_once (occurrence_id, person_id),
    KEY enrolment_person (person_id, status)
) DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_unicode_ci;

-- The record of an arrival, its own audit entry. Its only unique key besides the id is (occurrence, person).
CREATE TABLE check_in (
    id                BINARY(16)  NOT NULL PRIMARY KEY,
    occurrence_id     BINARY(16)  NOT NULL,
    person_id         BINARY(16)  NOT NULL,
    enrolled_as       VARCHAR(12) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    people            TINYINT     NOT NULL COMMENT 'one and the companions',
    nonce             VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    means             VARCHAR(12) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'code, ticket, staff',
    walk_in           BOOLEAN     NOT NULL DEFAULT FALSE,
    by_staff          BINARY(16)  NULL,
    distance_band     VARCHAR(8)  CHARACTER SET ascii COLLATE ascii_bin NULL COMMENT 'near, far: what is kept of a location',
    happened_at       DATETIME(6) NOT NULL,
    arrived_at        DATETIME(6) NOT NULL,
    checked_out_at    DATETIME(6) NULL,
    check_out_nonce   VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NULL,
    check_out_means   VARCHAR(12) CHARACTER SET ascii COLLATE ascii_bin NULL COMMENT 'code, ticket, staff, auto',
    minutes           INT         NULL COMMENT 'service time of a volunteer, set at check-out',
    UNIQUE KEY check_in_once (occurrence_id, person_id),
    KEY check_in_person (person_id, happened_at)
) DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_unicode_ci;

CREATE TABLE annulled_check_in (
    id            BINARY(16)   NOT NULL PRIMARY KEY,
    occurrence_id BINARY(16)   NOT NULL,
    person_id     BINARY(16)   NOT NULL,
    enrolled_as   VARCHAR(12)  CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    people        TINYINT      NOT NULL,
    nonce         VARCHAR(64)  CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    means         VARCHAR(12)  CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    happened_at   DATETIME(6)  NOT NULL,
    arrived_at    DATETIME(6)  NOT NULL,
    checked_out_at DATETIME(6) NULL,
    minutes       INT          NULL,
    annulled_at   DATETIME(6)  NOT NULL,
    annulled_by   BINARY(16)   NOT NULL,
    reason        VARCHAR(200) NOT NULL,
    KEY annulled_nonce (occurrence_id, person_id, nonce)
) DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_unicode_ci;

-- A ticket is stateless until it is used; using it is a row in the check-in's own transaction.
CREATE TABLE used_ticket (
    ticket_id   BINARY(16)  NOT NULL PRIMARY KEY,
    person_id   BINARY(16)  NOT NULL,
    check_in_id BINARY(16)  NOT NULL,
    used_at     DATETIME(6) NOT NULL,
    KEY used_ticket_time (used_at)
) DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_unicode_ci;

CREATE TABLE refused_check_in (
    id            BINARY(16)  NOT NULL PRIMARY KEY,
    occurrence_id BINARY(16)  NULL,
    person_id     BINARY(16)  NULL,
    address_hash  BINARY(32)  NULL COMMENT 'keyed hash of the client''s address',
    reason        VARCHAR(24) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    at            DATETIME(6) NOT NULL,
    times         INT         NOT NULL DEFAULT 1 COMMENT 'how many refusals this row stands for',
    KEY refused_time (at),
    KEY refused_occurrence (occurrence_id, at)
) DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_unicode_ci;

CREATE TABLE screen (
    id                BINARY(16)  NOT NULL PRIMARY KEY,
    pairing_code      VARCHAR(12) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    device_token_hash BINARY(32)  NOT NULL,
    occurrence_id     BINARY(16)  NULL,
    paired_by         BINARY(16)  NULL,
    paired_at         DATETIME(6) NULL,
    created_at        DATETIME(6) NOT NULL,
    expires_at        DATETIME(6) NOT NULL,
    UNIQUE KEY screen_pairing (pairing_code),
    UNIQUE KEY screen_device (device_token_hash),
    KEY screen_expiry (expires_at)
) DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_unicode_ci;
