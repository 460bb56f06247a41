package org.youthhome.house.bad.modules.above;

import org.youthhome.house.bad.modules.below.web.HiddenView;

/** Reaches into another module's web package. */
public record Roof(HiddenView view) {}
