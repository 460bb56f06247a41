package org.youthhome.platform;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.annotation.Order;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebExceptionHandler;
import org.youthhome.kernel.Refusal;
import org.youthhome.kernel.Trace;
import org.youthhome.platform.Problem.FieldProblem;
import reactor.core.publisher.Mono;
import reactor.netty.channel.AbortedException;
import reactor.util.context.Context;
import tools.jackson.databind.json.JsonMapper;

/**
 * The one door by which a no leaves: whatever a filter, a controller or the framework refuses becomes an RFC 9457 problem,
 * whatever media type the client asked for.
 *
 * <p>Members: {@code type} (the path of a page that explains the code), {@code title}, {@code status}, {@code code},
 * {@code detail}, {@code errors[]} ({@code field}, {@code code}, {@code detail}), {@code traceId}, and the refusal's own
 * arguments by their names. An unexpected failure says nothing but its trace id, by which the log has the rest.
 */
@Component
@Order(-2)
class ProblemAdvice implements WebExceptionHandler {

    static final String TYPES = "/problems/";

    private static final Logger LOG = LoggerFactory.getLogger(ProblemAdvice.class);

    private final ProblemWords words;
    private final JsonMapper json;

    ProblemAdvice(ProblemWords words, JsonMapper json) {
        this.words = words;
        this.json = json;
    }

    @Override
    public Mono<Void> handle(ServerWebExchange exchange, Throwable failure) {
        ServerHttpResponse response = exchange.getResponse();
        // Nobody is there to read an answer of a request that was broken off.
        if (response.isCommitted() || failure instanceof AbortedException) {
            return Mono.error(failure);
        }
        Problem problem = ProblemReader.read(failure);
        if (problem.status().is5xxServerError()) {
            log(exchange, problem, failure);
        }
        Locale language = ProblemWords.language(exchange.getRequest().getHeaders());
        byte[] body = json.writeValueAsBytes(members(problem, language, TraceFilter.of(exchange)));
        // What the operation had in mind for its own answer.
        HttpHeaders headers = response.getHeaders();
        headers.remove(HttpHeaders.ETAG);
        headers.remove(HttpHeaders.CONTENT_LENGTH);
        headers.remove(HttpHeaders.LOCATION);
        headers.remove(HttpHeaders.CACHE_CONTROL);
        headers.putAll(problem.headers());
        headers.setContentType(MediaType.APPLICATION_PROBLEM_JSON);
        headers.setContentLanguage(language);
        headers.setContentLength(body.length);
        headers.setVary(List.of(HttpHeaders.ACCEPT_LANGUAGE));
        if (!response.setStatusCode(problem.status())) {
            return Mono.error(failure);
        }
        if (failure instanceof Refusal refusal && !refusal.heldFor().isZero()) {
            HeldAnswer.hold(response, refusal.heldFor());
        }
        DataBuffer buffer = response.bufferFactory().wrap(body);
        return response.writeWith(Mono.just(buffer));
    }

    private Map<String, Object> members(Problem problem, Locale language, String traceId) {
        Map<String, Object> members = new LinkedHashMap<>();
        // First, so that none of them can stand in for what the standard says.
        members.putAll(problem.arguments());
        members.put("type", TYPES + problem.code());
        members.put("title", words.say("title_" + problem.status().value(), Map.of(), language));
        members.put("status", problem.status().value());
        members.put("code", problem.code());
        members.put("detail", words.say(problem.code(), problem.arguments(), language));
        if (!problem.fields().isEmpty()) {
            members.put("errors", errors(problem.fields(), language));
        }
        members.put("traceId", traceId);
        return members;
    }

    private List<Map<String, Object>> errors(List<FieldProblem> fields, Locale language) {
        List<Map<String, Object>> errors = new ArrayList<>();
        for (FieldProblem field : fields) {
            Map<String, Object> error = new LinkedHashMap<>(field.arguments());
            error.put("field", field.field());
            error.put("code", field.code());
            error.put("detail", words.say(field.code(), field.arguments(), language));
            errors.add(error);
        }
        return errors;
    }

    /** Method and route pattern only: a path may hold a token, and a query what somebody searched for. */
    private static void log(ServerWebExchange exchange, Problem problem, Throwable failure) {
        Object route =
                exchange.getAttribute(org.springframework.web.reactive.HandlerMapping.BEST_MATCHING_PATTERN_ATTRIBUTE);
        String what = exchange.getRequest().getMethod() + " " + (route == null ? "?" : route);
        Trace.log(Context.of(Trace.KEY, TraceFilter.of(exchange)), () -> {
            if ("internal_error".equals(problem.code())) {
                LOG.error("{} failed", what, failure);
            } else {
                LOG.warn("{} answered {} {}", what, problem.status().value(), problem.code());
            }
        });
    }
}
