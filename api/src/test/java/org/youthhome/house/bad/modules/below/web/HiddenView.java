package org.youthhome.house.bad.modules.below.web;

/** Public for Java, but of no named interface. */
public record HiddenView(String words) {}
