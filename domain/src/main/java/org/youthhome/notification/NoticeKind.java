package org.youthhome.notification;

/** What a notice is about. */
public enum NoticeKind {
    /** Time or place is another one than when the person enrolled. */
    ACTIVITY_CHANGED,
    /** One or some occurrences will not take place; others do. */
    OCCURRENCES_CANCELLED,
    ACTIVITY_CANCELLED,
    /** To whoever asked for it: what was to be published at a time could not be. */
    PUBLISHING_FAILED,
    /** To whoever asked for it: a person reads it first, and then it is published. */
    PUBLISHING_IN_REVIEW
}
