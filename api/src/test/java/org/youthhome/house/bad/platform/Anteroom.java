package org.youthhome.house.bad.platform;

/** A type of the platform. */
public record Anteroom() {}
