package org.youthhome.platform;

import static org.springframework.web.reactive.function.server.RequestPredicates.method;
import static org.springframework.web.reactive.function.server.RequestPredicates.path;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.GZIPOutputStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
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
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/**
 * The mini-program's H5 build at {@code /m/}, where {@link WebClientSettings} says where it lies. Read and packed once,
 * when the program starts.
 */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(WebClientSettings.class)
class WebClientPages {

    /**
     * As strict as uni-app can live with: it styles elements in place, shows its icons and codes from data addresses,
     * and the camera's picture in a video.
     */
    static final String CONTENT_SECURITY_POLICY = "default-src 'none'; script-src 'self'; style-src 'self'"
            + " 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:; media-src 'self' blob:"
            + " mediastream:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private static final Logger LOG = LoggerFactory.getLogger(WebClientPages.class);

    /** A build without the client says so, to whoever follows the link. */
    private static final String NOT_PACKED = """
            <!doctype html><html lang="zh-CN"><meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1"><title>青年之家</title>
            <h1>手机版没有打包</h1>
            <p>构建时没有找到 Node（20.19 或更新），或取不到依赖。装好后重新构建即可，其余功能不受影响。</p>
            <p lang="en">The phone client is not packed: the build found no Node (20.19 or later), or could not fetch what \
            it needs. Install it and build again; everything else works.</p></html>
            """;

    private static final Duration FOR_GOOD = Duration.ofDays(365);

    private record Part(byte[] plain, byte[] packed, String etag, MediaType type, CacheControl kept) {

        static Part of(String name, byte[] plain, MediaType type) throws IOException {
            ByteArrayOutputStream packed = new ByteArrayOutputStream();
            try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
                out.write(plain);
            }
            // What lies under assets has its content's hash in its name.
            CacheControl kept = name.startsWith("assets/")
                    ? CacheControl.maxAge(FOR_GOOD).cachePublic().immutable()
                    : CacheControl.noCache();
            return new Part(plain, packed.toByteArray(), '"' + DigestUtils.md5DigestAsHex(plain) + '"', type, kept);
        }
    }

    @Bean
    RouterFunction<ServerResponse> webClientRoutes(WebClientSettings settings) throws IOException {
        String location = settings.location();
        if (location == null || location.isBlank()) {
            return request -> Mono.empty();
        }
        Map<String, Part> parts = read(location);
        return RouterFunctions.route()
                .route(
                        method(HttpMethod.GET).or(method(HttpMethod.HEAD)).and(path("/m")),
                        request -> ServerResponse.temporaryRedirect(URI.create("/m/"))
                                .build())
                .route(
                        method(HttpMethod.GET).or(method(HttpMethod.HEAD)).and(path("/m/**")),
                        request -> answer(request, parts))
                .build();
    }

    private static Map<String, Part> read(String location) throws IOException {
        PathMatchingResourcePatternResolver resources = new PathMatchingResourcePatternResolver();
        Map<String, Part> parts = new TreeMap<>();
        Resource page = resources.getResource(location + "index.html");
        if (!page.exists()) {
            LOG.warn("The phone client is not at {}: /m/ says so", location);
            parts.put(
                    "index.html",
                    Part.of("index.html", NOT_PACKED.getBytes(StandardCharsets.UTF_8), MediaType.TEXT_HTML));
            return parts;
        }
        String root = page.getURL().toString();
        root = root.substring(0, root.length() - "index.html".length());
        for (Resource resource : resources.getResources(location + "**/*")) {
            if (resource.isReadable()) {
                String name = resource.getURL().toString().substring(root.length());
                MediaType type = MediaTypeFactory.getMediaType(resource).orElse(MediaType.APPLICATION_OCTET_STREAM);
                parts.put(name, Part.of(name, resource.getContentAsByteArray(), type));
            }
        }
        return Map.copyOf(parts);
    }

    private static Mono<ServerResponse> answer(ServerRequest request, Map<String, Part> parts) {
        String name = request.path().substring("/m/".length());
        Part part = parts.get(name.isEmpty() ? "index.html" : name);
        if (part == null) {
            return ServerResponse.notFound().build();
        }
        boolean packs = request.headers().header(HttpHeaders.ACCEPT_ENCODING).stream()
                .anyMatch(accepted -> accepted.contains("gzip"));
        HttpHeaders headers = request.exchange().getResponse().getHeaders();
        headers.setCacheControl(part.kept());
        headers.setVary(List.of(HttpHeaders.ACCEPT_ENCODING));
        headers.set("Content-Security-Policy", CONTENT_SECURITY_POLICY);
        headers.set("Permissions-Policy", "camera=(self), geolocation=(self), screen-wake-lock=(self)");
        headers.set("Referrer-Policy", "no-referrer");
        headers.set("X-Content-Type-Options", "nosniff");
        return request.checkNotModified(part.etag()).switchIfEmpty(Mono.defer(() -> {
            if (packs) {
                headers.set(HttpHeaders.CONTENT_ENCODING, "gzip");
            }
            return ServerResponse.ok()
                    .contentType(
                            part.type().isCompatibleWith(MediaType.TEXT_HTML)
                                    ? MediaType.parseMediaType("text/html;charset=UTF-8")
                                    : part.type())
                    .eTag(part.etag())
                    .bodyValue(packs ? part.packed() : part.plain());
        }));
    }
}
