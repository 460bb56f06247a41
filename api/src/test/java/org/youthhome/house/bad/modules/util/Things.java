package org.youthhome.house.bad.modules.util;

/** Has no home of its own. */
public record Things() {}
