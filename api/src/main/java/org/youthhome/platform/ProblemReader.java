package org.youthhome.platform;

import io.r2dbc.spi.R2dbcNonTransientResourceException;
import io.r2dbc.spi.R2dbcTransientException;
import jakarta.validation.ConstraintViolation;
import java.lang.annotation.Annotation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.TypeMismatchException;
import org.springframework.context.MessageSourceResolvable;
import org.springframework.core.io.buffer.DataBufferLimitException;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.TransientDataAccessException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.transaction.CannotCreateTransactionException;
import org.springframework.validation.FieldError;
import org.springframework.validation.ObjectError;
import org.springframework.validation.method.ParameterErrors;
import org.springframework.validation.method.ParameterValidationResult;
import org.springframework.web.bind.support.WebExchangeBindException;
import org.springframework.web.method.annotation.HandlerMethodValidationException;
import org.springframework.web.server.ContentTooLargeException;
import org.springframework.web.server.MethodNotAllowedException;
import org.springframework.web.server.MissingRequestValueException;
import org.springframework.web.server.NotAcceptableStatusException;
import org.springframework.web.server.ResponseStatusException;
import org.springframework.web.server.ServerWebInputException;
import org.springframework.web.server.UnsupportedMediaTypeStatusException;
import org.youthhome.kernel.Refusal;
import org.youthhome.kernel.WriterConnections;
import org.youthhome.platform.Problem.FieldProblem;
import reactor.pool.PoolShutdownException;
import tools.jackson.core.JacksonException;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.databind.DatabindException;
import tools.jackson.databind.exc.InvalidFormatException;
import tools.jackson.databind.exc.MismatchedInputException;
import tools.jackson.databind.exc.UnrecognizedPropertyException;

/** Reads out of an exception which no it is. Nothing of the exception's own words gets out: they name classes. */
final class ProblemReader {

    private static final String INVALID = "invalid_request";
    private static final String PARAMETER = "invalid_parameter";
    /** A constraint's own message is taken for a code when it looks like one. */
    private static final Pattern CODE = Pattern.compile("[a-z][a-z0-9]*(_[a-z0-9]+)+");

    private static final String RETRY_SECONDS = "retryAfterSeconds";
    private static final long SOON = 2;
    private static final int DEEPEST_CAUSE = 10;

    private ProblemReader() {}

    static Problem read(Throwable failure) {
        if (failure instanceof Refusal refusal) {
            return refusal(refusal);
        }
        if (failure instanceof ContentTooLargeException || caused(failure, DataBufferLimitException.class) != null) {
            return Problem.of(HttpStatus.CONTENT_TOO_LARGE, "body_too_large");
        }
        if (failure instanceof WebExchangeBindException invalid) {
            List<FieldProblem> mismatched = invalid.getFieldErrors().stream()
                    .filter(error -> error.contains(TypeMismatchException.class))
                    .map(error -> mismatched(error.getField(), error.unwrap(TypeMismatchException.class)))
                    .toList();
            if (!mismatched.isEmpty()) {
                return new Problem(HttpStatus.BAD_REQUEST, PARAMETER, Map.of(), mismatched, new HttpHeaders());
            }
            return invalid(
                    invalid.getAllErrors().stream().map(ProblemReader::field).toList());
        }
        if (failure instanceof HandlerMethodValidationException invalid && !invalid.isForReturnValue()) {
            return invalid(invalid.getParameterValidationResults().stream()
                    .flatMap(result -> result.getResolvableErrors().stream().map(error -> field(result, error)))
                    .toList());
        }
        if (failure instanceof MissingRequestValueException missing) {
            return Problem.of(HttpStatus.BAD_REQUEST, PARAMETER, FieldProblem.of(missing.getName(), "required"));
        }
        if (failure instanceof ServerWebInputException input) {
            return input(input);
        }
        if (failure instanceof ResponseStatusException said) {
            return said(said);
        }
        if (isDatabaseAway(failure)) {
            return retry(HttpStatus.SERVICE_UNAVAILABLE, "database_unavailable", Map.of(), SOON);
        }
        return Problem.of(HttpStatus.INTERNAL_SERVER_ERROR, "internal_error");
    }

    /**
     * A roll-back on a connection that was lost fails in its own way, and carries what was first as suppressed. A
     * connection that cannot be given back is told as a plain {@link RuntimeException} that carries why.
     */
    private static boolean isDatabaseAway(Throwable failure) {
        Throwable carried = failure.getClass() == RuntimeException.class ? failure.getCause() : null;
        return failure instanceof TransientDataAccessException
                || failure instanceof DataAccessResourceFailureException
                || failure instanceof CannotCreateTransactionException
                || failure instanceof R2dbcTransientException
                // The program ends, and who comes now is answered by another one.
                || failure instanceof PoolShutdownException
                // With an error's number it may be a value that is too long: the driver goes by SQL state.
                || (failure instanceof R2dbcNonTransientResourceException lost && lost.getErrorCode() == 0)
                || WriterConnections.isLost(failure)
                || (carried != null && isDatabaseAway(carried))
                || Arrays.stream(failure.getSuppressed()).anyMatch(ProblemReader::isDatabaseAway);
    }

    private static Problem refusal(Refusal refusal) {
        HttpStatus status = status(refusal.kind());
        List<FieldProblem> fields = refusal.fields().stream()
                .map(field -> new FieldProblem(field.field(), field.code(), field.arguments()))
                .toList();
        HttpHeaders headers = new HttpHeaders();
        if (status == HttpStatus.TOO_MANY_REQUESTS || status == HttpStatus.SERVICE_UNAVAILABLE) {
            headers.set(
                    HttpHeaders.RETRY_AFTER, String.valueOf(refusal.arguments().getOrDefault(RETRY_SECONDS, SOON)));
        }
        if (status == HttpStatus.UNAUTHORIZED) {
            headers.set(HttpHeaders.WWW_AUTHENTICATE, "Bearer");
        }
        return new Problem(status, refusal.code(), refusal.arguments(), fields, headers);
    }

    private static HttpStatus status(Refusal.Kind kind) {
        return switch (kind) {
            case INVALID -> HttpStatus.UNPROCESSABLE_CONTENT;
            case UNAUTHENTICATED -> HttpStatus.UNAUTHORIZED;
            case FORBIDDEN -> HttpStatus.FORBIDDEN;
            case NOT_FOUND -> HttpStatus.NOT_FOUND;
            case CONFLICT -> HttpStatus.CONFLICT;
            case STALE -> HttpStatus.PRECONDITION_FAILED;
            case UNCONDITIONAL -> HttpStatus.PRECONDITION_REQUIRED;
            case LIMITED -> HttpStatus.TOO_MANY_REQUESTS;
            case UNAVAILABLE -> HttpStatus.SERVICE_UNAVAILABLE;
        };
    }

    private static Problem invalid(List<FieldProblem> fields) {
        List<FieldProblem> inOrder = fields.stream()
                .sorted(Comparator.comparing(FieldProblem::field).thenComparing(FieldProblem::code))
                .toList();
        return new Problem(HttpStatus.UNPROCESSABLE_CONTENT, INVALID, Map.of(), inOrder, new HttpHeaders());
    }

    private static FieldProblem field(ObjectError error) {
        String name = error instanceof FieldError field ? field.getField() : "";
        return error.contains(ConstraintViolation.class)
                ? field(name, error.unwrap(ConstraintViolation.class))
                : FieldProblem.of(name, "malformed");
    }

    private static FieldProblem field(ParameterValidationResult result, MessageSourceResolvable error) {
        String name = result.getMethodParameter().getParameterName();
        if (result instanceof ParameterErrors && error instanceof ObjectError within) {
            return field(within);
        }
        return field(name == null ? "" : name, result.unwrap(error, ConstraintViolation.class));
    }

    private static FieldProblem field(String name, ConstraintViolation<?> violation) {
        Annotation constraint = violation.getConstraintDescriptor().getAnnotation();
        Map<String, Object> attributes = violation.getConstraintDescriptor().getAttributes();
        String own = violation.getMessageTemplate();
        if (CODE.matcher(own).matches()) {
            return new FieldProblem(name, own, bounds(attributes));
        }
        return switch (constraint.annotationType().getSimpleName()) {
            case "NotNull", "NotBlank", "NotEmpty" -> FieldProblem.of(name, "required");
            case "Size", "Length", "CodePointLength" ->
                new FieldProblem(
                        name,
                        violation.getInvalidValue() instanceof CharSequence ? "bad_length" : "bad_count",
                        bounds(attributes));
            case "Min", "DecimalMin" -> new FieldProblem(name, "too_small", Map.of("min", attributes.get("value")));
            case "Max", "DecimalMax" -> new FieldProblem(name, "too_large", Map.of("max", attributes.get("value")));
            case "Positive" -> new FieldProblem(name, "too_small", Map.of("min", 1));
            case "PositiveOrZero" -> new FieldProblem(name, "too_small", Map.of("min", 0));
            case "Range" -> new FieldProblem(name, "out_of_range", bounds(attributes));
            default -> FieldProblem.of(name, "malformed");
        };
    }

    private static Map<String, Object> bounds(Map<String, Object> attributes) {
        Map<String, Object> bounds = new TreeMap<>();
        for (String bound : List.of("min", "max")) {
            if (attributes.get(bound) instanceof Number number) {
                bounds.put(bound, number);
            }
        }
        return bounds;
    }

    private static Problem input(ServerWebInputException input) {
        JacksonException json = caused(input, JacksonException.class);
        if (json != null) {
            return json(json);
        }
        TypeMismatchException mismatch = caused(input, TypeMismatchException.class);
        if (mismatch != null) {
            String name = input.getMethodParameter() == null
                    ? mismatch.getPropertyName()
                    : input.getMethodParameter().getParameterName();
            return Problem.of(HttpStatus.BAD_REQUEST, PARAMETER, mismatched(name, mismatch));
        }
        String reason = input.getReason();
        return Problem.of(
                HttpStatus.BAD_REQUEST,
                reason != null && reason.startsWith("No request body") ? "body_missing" : "malformed_body");
    }

    private static FieldProblem mismatched(@Nullable String name, TypeMismatchException mismatch) {
        UnknownValue unknown = caused(mismatch, UnknownValue.class);
        String field = name == null ? "" : name;
        return unknown == null
                ? FieldProblem.of(field, "wrong_type")
                : new FieldProblem(field, "unknown_value", Map.of("allowed", unknown.allowed()));
    }

    private static Problem json(JacksonException json) {
        String path = path(json);
        if (json instanceof UnrecognizedPropertyException) {
            return Problem.of(HttpStatus.BAD_REQUEST, "unknown_field", FieldProblem.of(path, "unknown_field"));
        }
        Class<?> wanted = json instanceof MismatchedInputException mismatch ? mismatch.getTargetType() : null;
        if (json instanceof InvalidFormatException format
                && wanted != null
                && wanted.isEnum()
                && format.getValue() instanceof CharSequence) {
            List<String> allowed = new ArrayList<>();
            for (Object constant : wanted.getEnumConstants()) {
                allowed.add(((Enum<?>) constant).name().toLowerCase(java.util.Locale.ROOT));
            }
            return Problem.of(
                    HttpStatus.BAD_REQUEST,
                    "unknown_value",
                    new FieldProblem(path, "unknown_value", Map.of("allowed", allowed)));
        }
        if (wanted != null && wanted.isPrimitive() && json.getOriginalMessage().contains("null")) {
            return invalid(List.of(FieldProblem.of(path, "required")));
        }
        // Also a value object that refuses its content while it is read.
        Refusal refusal = caused(json, Refusal.class);
        if (refusal != null) {
            return refusal(refusal);
        }
        boolean readable = json instanceof DatabindException
                && !(json.getCause() instanceof StreamConstraintsException)
                && !json.getOriginalMessage().startsWith("Trailing token");
        return readable
                ? Problem.of(HttpStatus.BAD_REQUEST, "wrong_type", FieldProblem.of(path, "wrong_type"))
                : Problem.of(HttpStatus.BAD_REQUEST, "malformed_json");
    }

    private static String path(JacksonException json) {
        StringBuilder path = new StringBuilder();
        for (JacksonException.Reference step : json.getPath()) {
            if (step.getPropertyName() == null) {
                path.append('[').append(step.getIndex()).append(']');
            } else {
                path.append(path.isEmpty() ? "" : ".").append(step.getPropertyName());
            }
        }
        return path.toString();
    }

    private static Problem said(ResponseStatusException said) {
        HttpHeaders headers = new HttpHeaders();
        headers.putAll(said.getHeaders());
        String code;
        if (said instanceof MethodNotAllowedException) {
            code = "method_not_allowed";
        } else if (said instanceof NotAcceptableStatusException) {
            code = "not_acceptable";
        } else if (said instanceof UnsupportedMediaTypeStatusException) {
            code = "unsupported_media_type";
        } else if (said.getStatusCode().value() == HttpStatus.NOT_FOUND.value()) {
            code = "no_such_path";
        } else {
            code = said.getStatusCode().is5xxServerError() ? "internal_error" : "bad_request";
        }
        return new Problem(said.getStatusCode(), code, Map.of(), List.of(), headers);
    }

    private static Problem retry(HttpStatusCode status, String code, Map<String, Object> arguments, long seconds) {
        HttpHeaders headers = new HttpHeaders();
        headers.set(HttpHeaders.RETRY_AFTER, String.valueOf(seconds));
        return new Problem(status, code, arguments, List.of(), headers);
    }

    private static <T extends Throwable> @Nullable T caused(Throwable failure, Class<T> type) {
        Throwable cause = failure;
        for (int depth = 0; cause != null && depth < DEEPEST_CAUSE; depth++) {
            if (type.isInstance(cause)) {
                return type.cast(cause);
            }
            cause = cause.getCause();
        }
        return null;
    }
}
