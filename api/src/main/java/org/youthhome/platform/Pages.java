package org.youthhome.platform;

import static org.springframework.web.reactive.function.server.RequestPredicates.method;
import static org.springframework.web.reactive.function.server.RequestPredicates.path;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.http.MediaTypeFactory;
import org.springframework.util.DigestUtils;
import org.springframework.web.reactive.function.server.HandlerFunction;
import org.springframework.web.reactive.function.server.RequestPredicate;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/**
 * The pages that people see, and what they are made of: {@code /}, {@code /screen}, {@code /today}, {@code /c/CODE} and
 * {@code /assets/**}.
 *
 * <p>All of it is read once, when the program starts: it is small, and reading a jar inside a request would block. There
 * are no version numbers in the addresses, so browsers keep the files and ask by ETag whether they are still good.
 */
@Configuration(proxyBeanMethods = false)
class Pages {

    /** Only what this server itself sends runs or shows; a code's picture comes as a blob made by the page. */
    static final String CONTENT_SECURITY_POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; "
            + "img-src 'self' blob:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private record Part(byte[] bytes, String etag, MediaType type) {

        static Part of(Resource resource) {
            try {
                byte[] bytes = resource.getContentAsByteArray();
                MediaType type = MediaTypeFactory.getMediaType(resource).orElse(MediaType.APPLICATION_OCTET_STREAM);
                return new Part(bytes, '"' + DigestUtils.md5DigestAsHex(bytes) + '"', type);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private final PathMatchingResourcePatternResolver resources = new PathMatchingResourcePatternResolver();

    @Bean
    RouterFunction<ServerResponse> pageRoutes() throws IOException {
        return RouterFunctions.route()
                .route(read("/", "/index.html"), page("index.html"))
                .route(read("/screen", "/screen.html"), page("screen.html"))
                .route(read("/today", "/today.html"), page("today.html"))
                .route(read("/c/{code}", "/c.html"), page("c.html"))
                .route(read("/assets/{name}"), assets())
                // What browsers ask for beside a picture that is opened by itself.
                .route(read("/favicon.ico"), request -> ServerResponse.permanentRedirect(
                                URI.create("/assets/favicon.svg"))
                        .build())
                .build();
    }

    private static RequestPredicate read(String... paths) {
        RequestPredicate any = path(paths[0]);
        for (int i = 1; i < paths.length; i++) {
            any = any.or(path(paths[i]));
        }
        return method(HttpMethod.GET).or(method(HttpMethod.HEAD)).and(any);
    }

    private HandlerFunction<ServerResponse> page(String name) {
        Part page = Part.of(resources.getResource("classpath:/static/" + name));
        return request -> {
            // Also on 304, whose headers take the place of those that the browser has kept.
            HttpHeaders headers = request.exchange().getResponse().getHeaders();
            headers.setCacheControl(CacheControl.noCache());
            headers.set("Content-Security-Policy", CONTENT_SECURITY_POLICY);
            // The address of /c/CODE holds a code; no other site is to learn it, nor any other address.
            headers.set("Referrer-Policy", "no-referrer");
            headers.set("X-Content-Type-Options", "nosniff");
            return request.checkNotModified(page.etag()).switchIfEmpty(Mono.defer(() -> ServerResponse.ok()
                    .contentType(MediaType.parseMediaType("text/html;charset=UTF-8"))
                    .eTag(page.etag())
                    .bodyValue(page.bytes())));
        };
    }

    private HandlerFunction<ServerResponse> assets() throws IOException {
        Map<String, Part> parts = new HashMap<>();
        for (Resource resource : resources.getResources("classpath:/static/assets/*")) {
            parts.put(Objects.requireNonNull(resource.getFilename()), Part.of(resource));
        }
        parts.put("chart.js", chartLibrary());
        Map<String, Part> kept = Map.copyOf(parts);
        return request -> {
            Part part = kept.get(request.pathVariable("name"));
            if (part == null) {
                return ServerResponse.notFound().build();
            }
            HttpHeaders headers = request.exchange().getResponse().getHeaders();
            headers.setCacheControl(CacheControl.noCache());
            headers.set("X-Content-Type-Options", "nosniff");
            return request.checkNotModified(part.etag()).switchIfEmpty(Mono.defer(() -> ServerResponse.ok()
                    .contentType(part.type())
                    .eTag(part.etag())
                    .bodyValue(part.bytes())));
        };
    }

    /** The pattern keeps the library's version in one place, the POM. */
    private Part chartLibrary() throws IOException {
        Resource[] found =
                resources.getResources("classpath*:/META-INF/resources/webjars/chart.js/*/dist/chart.umd.min.js");
        if (found.length != 1) {
            throw new IllegalStateException("chart.js should be there once, and is " + found.length + " times");
        }
        return Part.of(found[0]);
    }
}
