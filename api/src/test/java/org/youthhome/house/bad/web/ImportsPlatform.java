package org.youthhome.house.bad.web;

import org.youthhome.house.bad.platform.Anteroom;

/** A feature that leans on what stands around it. */
public record ImportsPlatform(Anteroom anteroom) {}
