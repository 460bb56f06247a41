package org.youthhome.activity;

/** Where an activity stands: draft → (in review) → published → closed, or cancelled. */
public enum ActivityStatus {
    DRAFT,
    /** The content check asked for a person's decision; not yet visible. */
    IN_REVIEW,
    PUBLISHED,
    CLOSED,
    CANCELLED
}
