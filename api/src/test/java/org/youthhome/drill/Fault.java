package org.youthhome.drill;

import java.util.concurrent.atomic.AtomicReference;

/** Something that goes wrong for a while, in the middle of the load. */
interface Fault {

    /** What a proof begins with that shows the contrary. */
    String NOT_BITTEN = "not bitten: ";

    /** Begins, waits as long as it lasts, and lifts; says when it does either. */
    void strike(Site site, Moments moments) throws Exception;

    /** When a fault began and when it was lifted, by {@link System#nanoTime()}, and what showed that it bit. */
    final class Moments {

        private volatile long begun;
        private volatile long lifted;
        private final AtomicReference<String> bite = new AtomicReference<>("");

        void begun() {
            begun = System.nanoTime();
        }

        void lifted() {
            lifted = System.nanoTime();
        }

        /** @param proof that something was really wrong, in words; the last one stands */
        void bit(String proof) {
            bite.set(proof);
        }

        long begunAt() {
            return begun;
        }

        long liftedAt() {
            return lifted;
        }

        String bite() {
            return bite.get();
        }
    }
}
