package org.youthhome.attendance.web;

/**
 * The last that a stream says.
 *
 * @param reason {@code closed} or {@code cancelled} as the activity is, {@code hidden} when the count is no longer shown
 *     to this listener, {@code unpaired} when a wall screen was taken away
 */
public record ClosedView(String reason) {}
