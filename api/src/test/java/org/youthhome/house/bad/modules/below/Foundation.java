package org.youthhome.house.bad.modules.below;

import org.youthhome.house.bad.modules.above.Roof;

/** Leans on what it carries. */
public record Foundation(Roof roof) {}
