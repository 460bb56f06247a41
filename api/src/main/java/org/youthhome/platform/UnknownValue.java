package org.youthhome.platform;

import java.util.List;

/** A query parameter's value is none of those that there are. */
final class UnknownValue extends IllegalArgumentException {

    private static final long serialVersionUID = 1L;

    private final transient List<String> allowed;

    UnknownValue(List<String> allowed) {
        super("none of " + allowed);
        this.allowed = allowed;
    }

    List<String> allowed() {
        return allowed;
    }
}
