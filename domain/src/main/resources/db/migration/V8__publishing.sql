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

-- What people are to be told, one row in the transaction of the change (an outbox), and what each person was told.
CREATE TABLE announcement (
    id             BINARY(16)   NOT NULL PRIMARY KEY,
    person_id      BINARY(16)   NULL COMMENT 'the only one to be told; null: everybody who is expected there',
    content        MEDIUMTEXT   NOT NULL COMMENT 'JSON of what is told',
    announced_at   DATETIME(6)  NOT NULL COMMENT 'who enrolled later has read of it already',
    due_at         DATETIME(6)  NOT NULL COMMENT 'later than announced_at after a fault',
    delivered_to   BINARY(16)   NULL COMMENT 'the last person who was told so far',
    done           BOOLEAN      NOT NULL DEFAULT FALSE,
    KEY announcement_due (done, due_at)
) DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_unicode_ci;

CREATE TABLE notice (
    id              BINARY(16)  NOT NULL PRIMARY KEY,
    person_id       BINARY(16)  NOT NULL,
    announcement_id BINARY(16)  NOT NULL,
    activity_id     BINARY(16)  NOT NULL,
    content         MEDIUMTEXT  NOT NULL COMMENT 'JSON of what is told, with the hours of this person',
    told_at         DATETIME(6) NOT NULL,
    read_at         DATETIME(6) NULL,
    UNIQUE KEY notice_once (announcement_id, person_id),
    KEY notice_inbox (person_id, id)
) DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_unicode_ci;

-- How an activity's occurrences were laid out, and which of them stands for which day; its own times may be others.
CREATE TABLE activity_series (
    activity_id    BINARY(16)   NOT NULL PRIMARY KEY,
    content        MEDIUMTEXT   NOT NULL COMMENT 'JSON: the rule, the times of day and the places'
) DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_unicode_ci;

CREATE TABLE series_occurrence (
    occurrence_id  BINARY(16)   NOT NULL PRIMARY KEY,
    activity_id    BINARY(16)   NOT NULL,
    recurs_on      DATE         NOT NULL COMMENT 'the day of the rule, in the city',
    starts_at      DATETIME(6)  NOT NULL COMMENT 'by the series; where the occurrence has another it was moved alone',
    ends_at        DATETIME(6)  NOT NULL,
    KEY series_occurrence_activity (activity_id)
) DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_unicode_ci;

CREATE TABLE public_holiday (
    on_date        DATE         NOT NULL PRIMARY KEY,
    kind           VARCHAR(8)   CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'holiday, workday',
    name           VARCHAR(20)  NOT NULL
) DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_unicode_ci;

-- 国务院办公厅关于2026年部分节假日安排的通知, 4 November 2025. Later years are entered by the city.
INSERT INTO public_holiday (on_date, kind, name) VALUES
    ('2026-01-01', 'holiday', '元旦'),
    ('2026-01-02', 'holiday', '元旦'),
    ('2026-01-03', 'holiday', '元旦'),
    ('2026-01-04', 'workday', '元旦'),
    ('2026-02-14', 'workday', '春节'),
    ('2026-02-15', 'holiday', '春节'),
    ('2026-02-16', 'holiday', '春节'),
    ('2026-02-17', 'holiday', '春节'),
    ('2026-02-18', 'holiday', '春节'),
    ('2026-02-19', 'holiday', '春节'),
    ('2026-02-20', 'holiday', '春节'),
    ('2026-02-21', 'holiday', '春节'),
    ('2026-02-22', 'holiday', '春节'),
    ('2026-02-23', 'holiday', '春节'),
    ('2026-02-28', 'workday', '春节'),
    ('2026-04-04', 'holiday', '清明节'),
    ('2026-04-05', 'holiday', '清明节'),
    ('2026-04-06', 'holiday', '清明节'),
    ('2026-05-01', 'holiday', '劳动节'),
    ('2026-05-02', 'holiday', '劳动节'),
    ('2026-05-03', 'holiday', '劳动节'),
    ('2026-05-04', 'holiday', '劳动节'),
    ('2026-05-05', 'holiday', '劳动节'),
    ('2026-05-09', 'workday', '劳动节'),
    ('2026-06-19', 'holiday', '端午节'),
    ('2026-06-20', 'holiday', '端午节'),
    ('2026-06-21', 'holiday', '端午节'),
    ('2026-09-20', 'workday', '国庆节'),
    ('2026-09-25', 'holiday', '中秋节'),
    ('2026-09-26', 'holiday', '中秋节'),
    ('2026-09-27', 'holiday', '中秋节'),
    ('2026-10-01', 'holiday', '国庆节'),
    ('2026-10-02', 'holiday', '国庆节'),
    ('2026-10-03', 'holiday', '国庆节'),
    ('2026-10-04', 'holiday', '国庆节'),
    ('2026-10-05', 'holiday', '国庆节'),
    ('2026-10-06', 'holiday', '国庆节'),
    ('2026-10-07', 'holiday', '国庆节'),
    ('2026-10-10', 'workday', '国庆节');

CREATE TABLE scheduled_publication (
    activity_id    BINARY(16)   NOT NULL PRIMARY KEY,
    publish_at     DATETIME(6)  NOT NULL,
    asked_by       BINARY(16)   NOT NULL,
    passed_version INT          NULL COMMENT 'of the activity, at which its texts have passed the content check',
    failure        VARCHAR(60)  CHARACTER SET ascii COLLATE ascii_bin NULL COMMENT 'code of the refusal at its time',
    KEY scheduled_publication_due (publish_at)
) DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_unicode_ci;

-- The numbers of a summary are counted when they are read.
CREATE TABLE activity_summary (
    activity_id    BINARY(16)   NOT NULL PRIMARY KEY,
    sentence       VARCHAR(200) NOT NULL,
    written_by     BINARY(16)   NOT NULL,
    written_at     DATETIME(6)  NOT NULL
) DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_unicode_ci;
