package org.youthhome.house.bad;

/** Speaks past the log. */
public final class Prints {

    void words() {
        System.out.println("here");
    }
}
