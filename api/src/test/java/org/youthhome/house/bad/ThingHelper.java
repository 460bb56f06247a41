package org.youthhome.house.bad;

/** Helps with what, and whom? */
public record ThingHelper() {}
