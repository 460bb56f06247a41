package org.youthhome.media;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** As much of S3 as a bucket needs: put, get, delete by path; and every signature (AWS Signature Version 4) is looked at. */
final class StoreOfBuckets implements AutoCloseable {

    static final String ACCESS_KEY = "test-access";
    static final String SECRET_KEY = "test-secret";

    private static final Pattern AUTHORIZATION = Pattern.compile(
            "AWS4-HMAC-SHA256 Credential=([^/]+)/(\\d{8})/([^/]+)/s3/aws4_request, ?SignedHeaders=([^,]+), ?Signature=(\\w+)");

    final Map<String, byte[]> objects = new ConcurrentHashMap<>();
    private final HttpServer server;
    private volatile int trouble;

    StoreOfBuckets() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.start();
    }

    URI address() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    /** Answers this from now on; 0 for what is right. */
    void fail(int status) {
        trouble = status;
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] body = exchange.getRequestBody().readAllBytes();
            String path = exchange.getRequestURI().getRawPath();
            if (trouble != 0) {
                send(exchange, trouble, "<Error/>".getBytes(StandardCharsets.UTF_8));
            } else if (!genuine(exchange, body)) {
                send(
                        exchange,
                        403,
                        "<Error><Code>SignatureDoesNotMatch</Code></Error>".getBytes(StandardCharsets.UTF_8));
            } else {
                switch (exchange.getRequestMethod()) {
                    case "PUT" -> {
                        objects.put(path, body);
                        send(exchange, 200, new byte[0]);
                    }
                    case "GET" -> {
                        byte[] found = objects.get(path);
                        send(exchange, found == null ? 404 : 200, found == null ? new byte[0] : found);
                    }
                    case "DELETE" -> {
                        objects.remove(path);
                        send(exchange, 204, new byte[0]);
                    }
                    default -> send(exchange, 405, new byte[0]);
                }
            }
        }
    }

    private static boolean genuine(HttpExchange exchange, byte[] body) {
        String said = exchange.getRequestHeaders().getFirst("Authorization");
        Matcher matcher = AUTHORIZATION.matcher(said == null ? "" : said);
        if (!matcher.matches() || !matcher.group(1).equals(ACCESS_KEY)) {
            return false;
        }
        try {
            String hash = exchange.getRequestHeaders().getFirst("x-amz-content-sha256");
            if (!hash.equals("UNSIGNED-PAYLOAD") && !hash.equals(sha256(body))) {
                return false;
            }
            String headers = Arrays.stream(matcher.group(4).split(";"))
                    .map(name -> name + ":"
                            + exchange.getRequestHeaders().getFirst(name).strip() + "\n")
                    .collect(Collectors.joining());
            String query = exchange.getRequestURI().getRawQuery();
            String request = String.join(
                    "\n",
                    exchange.getRequestMethod(),
                    exchange.getRequestURI().getRawPath(),
                    query == null ? "" : query,
                    headers,
                    matcher.group(4),
                    hash);
            String day = matcher.group(2);
            String region = matcher.group(3);
            String toSign = String.join(
                    "\n",
                    "AWS4-HMAC-SHA256",
                    exchange.getRequestHeaders().getFirst("x-amz-date"),
                    day + "/" + region + "/s3/aws4_request",
                    sha256(request.getBytes(StandardCharsets.UTF_8)));
            byte[] key = ("AWS4" + SECRET_KEY).getBytes(StandardCharsets.UTF_8);
            for (String part : new String[] {day, region, "s3", "aws4_request"}) {
                key = hmac(key, part);
            }
            return HexFormat.of().formatHex(hmac(key, toSign)).equals(matcher.group(5));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String sha256(byte[] bytes) throws GeneralSecurityException {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    }

    private static byte[] hmac(byte[] key, String text) throws GeneralSecurityException {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(key, "HmacSHA256"));
        return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
    }

    private static void send(HttpExchange exchange, int status, byte[] body) throws IOException {
        exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
        if (body.length > 0) {
            exchange.getResponseBody().write(body);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
