package org.youthhome.identity;

/** What a role allows at its place and below. */
public enum Right {
    PUBLISH_ACTIVITY,
    RUN_CHECK_IN,
    SEE_ROSTER,
    CORRECT_CHECK_IN,
    REVIEW_CONTENT,
    INVITE_WORKER,
    INVITE_LOCAL_UNIT,
    INVITE_CITY,
    SEE_ROLES,
    SEE_TODAY,
    IMPORT_PLACES,
    SET_HOLIDAYS,
    READ_AUDIT
}
