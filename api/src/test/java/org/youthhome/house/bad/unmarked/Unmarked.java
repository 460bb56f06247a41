package org.youthhome.house.bad.unmarked;

/** Lies in a package without a package-info, where nulls and dropped results pass. */
public record Unmarked() {}
