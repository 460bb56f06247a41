package org.youthhome.kernel;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The one way to say no. A feature throws it (or signals it as a Mono's error); the web layer turns it into an RFC 9457
 * problem whose {@code code} is {@link #code()} and whose Chinese and English words come from the message bundle under
 * that code, filled with {@link #arguments()}.
 *
 * <p>Codes are part of the contract: lower case with underscores, never renamed. A refusal carries no stack trace, since
 * it is an answer and not a fault.
 */
public final class Refusal extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** What sort of no it is, without knowing HTTP. */
    public enum Kind {
        /** The request itself cannot be understood or breaks a field's rule. */
        INVALID,
        /** Nobody is signed in, or the proof of who it is has expired. */
        UNAUTHENTICATED,
        /** Somebody is signed in who may not do this here. */
        FORBIDDEN,
        /** There is no such thing. */
        NOT_FOUND,
        /** The thing's state, or a rule of the product, does not allow it now. */
        CONFLICT,
        /** The thing has changed since the caller last read it. */
        STALE,
        /** The caller has to say which version it read. */
        UNCONDITIONAL,
        /** Too many requests; later is fine. */
        LIMITED,
        /** Something the product depends on is away; later is fine. */
        UNAVAILABLE
    }

    /**
     * A field's own trouble.
     *
     * @param field JSON path of the field, e.g. {@code occurrences[0].endsAt}
     * @param code stable reason, a message key as the refusal's own code is
     * @param arguments what fills the words
     */
    public record Field(String field, String code, Map<String, Object> arguments) {
        public Field {
            Objects.requireNonNull(field);
            Objects.requireNonNull(code);
            arguments = Map.copyOf(arguments);
        }

        public static Field of(String field, String code) {
            return new Field(field, code, Map.of());
        }
    }

    private final Kind kind;
    private final String code;
    private final transient Map<String, Object> arguments;
    private final transient List<Field> fields;
    private final Duration heldFor;

    private Refusal(Kind kind, String code, Map<String, Object> arguments, List<Field> fields) {
        this(kind, code, arguments, fields, Duration.ZERO);
    }

    private Refusal(Kind kind, String code, Map<String, Object> arguments, List<Field> fields, Duration heldFor) {
        super(code, null, false, false);
        this.kind = kind;
        this.code = code;
        this.arguments = Map.copyOf(arguments);
        this.fields = List.copyOf(fields);
        this.heldFor = heldFor;
    }

    /** The same, told only after so long: whoever asks over and over is to be slow. */
    public Refusal heldFor(Duration time) {
        return new Refusal(kind, code, arguments, fields, time);
    }

    /** A refusal whose words need nothing filled in. */
    public static Refusal of(Kind kind, String code) {
        return new Refusal(kind, code, Map.of(), List.of());
    }

    /**
     * A refusal with named values: they fill {@code {name}} in the words and are also members of the problem.
     * Values are strings, numbers, booleans, {@link java.time.Instant}s or UUIDs; never personal data.
     */
    public static Refusal of(Kind kind, String code, Map<String, Object> arguments) {
        return new Refusal(kind, code, arguments, List.of());
    }

    /** The request breaks the rules of these fields. */
    public static Refusal invalid(List<Field> fields) {
        return new Refusal(Kind.INVALID, "invalid_request", Map.of(), fields);
    }

    /** The request breaks the rule of one field. */
    public static Refusal invalid(String field, String code) {
        return invalid(List.of(Field.of(field, code)));
    }

    /** There is no such thing; {@code what} is one of the contract's nouns, such as {@code activity}. */
    public static Refusal notFound(String what) {
        return new Refusal(Kind.NOT_FOUND, what + "_not_found", Map.of(), List.of());
    }

    /** The thing's state or a rule of the product does not allow it now. */
    public static Refusal conflict(String code) {
        return of(Kind.CONFLICT, code);
    }

    /** As {@link #conflict(String)} with named values. */
    public static Refusal conflict(String code, Map<String, Object> arguments) {
        return of(Kind.CONFLICT, code, arguments);
    }

    /** The thing's state does not allow it, and these fields of the thing are why. */
    public static Refusal conflict(String code, List<Field> fields) {
        return new Refusal(Kind.CONFLICT, code, Map.of(), fields);
    }

    public Kind kind() {
        return kind;
    }

    public String code() {
        return code;
    }

    public Map<String, Object> arguments() {
        return arguments;
    }

    public List<Field> fields() {
        return fields;
    }

    /** How long to wait before it is told; mostly zero. */
    public Duration heldFor() {
        return heldFor;
    }
}
