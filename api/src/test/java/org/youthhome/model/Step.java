package org.youthhome.model;

import org.jspecify.annotations.Nullable;
import org.youthhome.enrolment.EnrolledAs;
import org.youthhome.model.Reference.Who;

/** One request, as the reference takes it; {@link World} sends it to the product. */
sealed interface Step {

    /** What the reference answers; it is changed. */
    String in(Reference reference);

    /** Whether an organiser's; there is at most one about an activity at a time, as {@code If-Match} has it. */
    default int activity() {
        return -1;
    }

    record Enrol(Who who, EnrolledAs as, int companions) implements Step {
        @Override
        public String in(Reference reference) {
            return reference.enrol(who, as, companions);
        }
    }

    record Cancel(Who who) implements Step {
        @Override
        public String in(Reference reference) {
            return reference.cancel(who);
        }
    }

    record Scan(Who who, String nonce, @Nullable EnrolledAs as) implements Step {
        @Override
        public String in(Reference reference) {
            return reference.checkIn(who, nonce, as, false);
        }
    }

    record LetIn(Who who, String nonce, @Nullable EnrolledAs as) implements Step {
        @Override
        public String in(Reference reference) {
            return reference.checkIn(who, nonce, as, true);
        }
    }

    record CheckOut(Who who, String nonce) implements Step {
        @Override
        public String in(Reference reference) {
            return reference.checkOut(who, nonce);
        }
    }

    /** {@code undo}: by the person, else by a worker. */
    record Annul(Who who, String nonce, boolean undo) implements Step {
        @Override
        public String in(Reference reference) {
            return reference.annul(who, nonce);
        }
    }

    record Close(int activity) implements Step {
        @Override
        public String in(Reference reference) {
            return reference.close(activity);
        }
    }

    record CallOff(int activity) implements Step {
        @Override
        public String in(Reference reference) {
            return reference.callOff(activity);
        }
    }

    record Resize(int activity, int participants, int volunteers) implements Step {
        @Override
        public String in(Reference reference) {
            return reference.resize(activity, participants, volunteers);
        }
    }
}
