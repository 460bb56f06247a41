package org.youthhome.activity;

import java.time.Instant;
import java.util.UUID;

/**
 * A draft as it is typed. Published, it is the activity of the same id.
 *
 * @param communityId of the home: rights are decided by it
 * @param version raised by every write
 */
public record ActivityDraft(
        UUID id, UUID communityId, ActivitySketch sketch, int version, UUID createdBy, Instant updatedAt) {}
