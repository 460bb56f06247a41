package org.youthhome.youthhome;

/** Where a home stands: planned → built → listed → suspended or closed. Only a listed home publishes activities. */
public enum HomeStage {
    PLANNED,
    BUILT,
    LISTED,
    SUSPENDED,
    CLOSED
}
