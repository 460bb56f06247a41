-- Which process does what is due from time to time (ShedLock's table, by its column names).

CREATE TABLE turn (
    name       VARCHAR(64)  CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY,
    lock_until DATETIME(3)  NOT NULL,
    locked_at  DATETIME(3)  NOT NULL,
    locked_by  VARCHAR(255) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'a process, until it ends'
) DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_unicode_ci;
