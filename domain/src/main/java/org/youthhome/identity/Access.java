package org.youthhome.identity;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Who may call an operation. Every handler method carries exactly one; the program does not start otherwise. It is
 * decided before the body is read, before {@code If-Match} and before any state is looked at.
 */
@Documented
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
public @interface Access {

    Who value();

    /** For {@link Who#RIGHT}: what the caller's role must allow. */
    Right[] right() default {};

    /**
     * For {@link Who#RIGHT}: the thing whose place counts, as a {@link PlaceOf#thing()}; its id is the path variable
     * {@link #variable()}. Empty where only the body says the place: then the right is needed somewhere, and the use
     * case checks the place with {@link Rights#require}.
     */
    String at() default "";

    String variable() default "id";

    /** Who. */
    enum Who {
        /** No login; a token that is sent all the same must be good. */
        ANYONE,
        /** Whoever is signed in, for what is their own. */
        PERSON,
        /** Whoever holds the right at the thing's place. */
        RIGHT,
        /** A wall screen with its narrow token. */
        SCREEN,
        /** A wall screen for its own occurrence, or whoever holds the right at the thing's place. */
        SCREEN_OR_RIGHT
    }
}
