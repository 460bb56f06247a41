package org.youthhome.identity;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * An operation that answers many with the same words: what it said may be said again for one second without being asked. It
 * reads nothing of a request but its path, the parameters that it declares and, where it says so here, the caller. Only
 * what is for {@link Among#COLLEAGUES} may ask for more than {@link Access.Who#ANYONE}.
 */
@Documented
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
public @interface SharedAnswer {

    Among value();

    /** A parameter with which, if it is not {@code false}, the answer is the caller's own; empty where there is none. */
    String unless() default "";

    /** Who hears the same. */
    enum Among {
        /** Whoever asks, signed in or not. */
        EVERYBODY,
        /** Whoever is not signed in; somebody who works there may see more. */
        STRANGERS,
        /** Whoever holds the same roles at the same places: of the caller, it reads these and nothing else. */
        COLLEAGUES
    }
}
