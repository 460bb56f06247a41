package org.youthhome.wechat;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.options;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.extension.ResponseDefinitionTransformerV2;
import com.github.tomakehurst.wiremock.http.Fault;
import com.github.tomakehurst.wiremock.http.Request;
import com.github.tomakehurst.wiremock.http.ResponseDefinition;
import com.github.tomakehurst.wiremock.stubbing.ServeEvent;
import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import javax.imageio.ImageIO;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * WeChat's server API on this machine, as far as the product asks for it, with the errors WeChat gives. It listens on
 * 127.0.0.1 only and knows one mini-program, {@link #APP_ID}.
 *
 * <ul>
 *   <li>{@code GET /sns/jscode2session}: a code {@code demo:NAME} is good any number of times and stands for the openid
 *       that {@link #openId} makes of NAME; {@code real:ANYTHING} is good once (then 40163) and brings a unionid too; any
 *       other code is 40029.
 *   <li>{@code POST /cgi-bin/stable_token}: the same token until it is forced or {@link #expireToken()}.
 *   <li>{@code POST /wxa/msg_sec_check}: {@code 违规} is risky with label 20006, {@code 待审} is review, the rest passes.
 *   <li>{@code POST /wxa/media_check_async}: taken; the verdict is pushed by whoever asks {@link #pictures}, or, after
 *       {@link #pushVerdicts}, by itself: what can be fetched passes.
 *   <li>{@code POST /wxa/getwxacodeunlimit}: a small JPEG.
 *   <li>{@code POST /wxa/generate_urllink}: another link each time.
 *   <li>{@code POST /cgi-bin/message/subscribe/send}: taken when complete.
 * </ul>
 *
 * <p>{@link #failNext}, {@link #fail}, {@link #cutNext}, {@link #delay} and {@link #expireToken} make it misbehave;
 * {@link #recover} ends that. One handler answers everything and nothing is recorded but {@link #calls}, so that it keeps
 * up with thousands of logins.
 */
public final class SimulatedWeChat implements AutoCloseable {

    public static final String APP_ID = "wx51a7ed0051a7ed00";
    public static final String SECRET = "51a7ed0051a7ed0051a7ed0051a7ed00";

    public static final String JSCODE2SESSION = "/sns/jscode2session";
    public static final String STABLE_TOKEN = "/cgi-bin/stable_token";
    public static final String MSG_SEC_CHECK = "/wxa/msg_sec_check";
    public static final String MEDIA_CHECK_ASYNC = "/wxa/media_check_async";
    public static final String GET_WXACODE_UNLIMIT = "/wxa/getwxacodeunlimit";
    public static final String GENERATE_URLLINK = "/wxa/generate_urllink";
    public static final String SUBSCRIBE_SEND = "/cgi-bin/message/subscribe/send";

    private static final String ANSWER = "simulated-wechat";
    private static final int TOKEN_SECONDS = 7200;
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final WireMockServer server;
    private final Set<String> usedCodes = ConcurrentHashMap.newKeySet();
    private final Map<String, AtomicLong> calls = new ConcurrentHashMap<>();
    private final Map<String, Queue<Trouble>> next = new ConcurrentHashMap<>();
    private final Map<String, Trouble> always = new ConcurrentHashMap<>();
    private final Map<String, Integer> delays = new ConcurrentHashMap<>();
    private final Map<String, URI> pictures = new ConcurrentHashMap<>();
    private final byte[] picture = picture();
    private final Map<String, byte[]> instead = new ConcurrentHashMap<>();
    private volatile boolean pushing;
    private volatile String token = newToken();

    /** On a free port. */
    public SimulatedWeChat() {
        this(0);
    }

    /** On this port; 0 for a free one. */
    public SimulatedWeChat(int port) {
        this.server = new WireMockServer(options()
                .bindAddress("127.0.0.1")
                .port(port)
                .disableRequestJournal()
                .gzipDisabled(true)
                .asynchronousResponseEnabled(true)
                .asynchronousResponseThreads(8)
                .jettyAcceptQueueSize(1_000)
                .extensions(new Answers()));
    }

    @CanIgnoreReturnValue
    public SimulatedWeChat start() {
        server.start();
        server.stubFor(any(anyUrl()).willReturn(aResponse().withTransformers(ANSWER)));
        return this;
    }

    public void stop() {
        server.stop();
    }

    @Override
    public void close() {
        stop();
    }

    /** {@code http://127.0.0.1:PORT}, what {@code wechat.api-url} wants. */
    public String baseUrl() {
        return "http://127.0.0.1:" + server.port();
    }

    /** The openid of {@code demo:NAME} and {@code real:NAME}: 28 characters, always the same for a name. */
    public static String openId(String name) {
        return "o" + letters("openid", name).substring(0, 27);
    }

    /** The addresses of the pictures that are to be checked, by the name of the check. */
    public Map<String, URI> pictures() {
        return Map.copyOf(pictures);
    }

    /** From now on it fetches what it is to check, and pushes its verdict to where the picture came from. */
    public void pushVerdicts() {
        pushing = true;
    }

    /** The next call of this path answers this errcode. Calls add up. */
    public void failNext(String path, int errcode) {
        failNext(path, errcode, 1);
    }

    /** The next calls of this path answer this errcode. */
    public void failNext(String path, int errcode, int times) {
        for (int i = 0; i < times; i++) {
            queue(path).add(new Trouble(errcode));
        }
    }

    /** Every call of this path answers this errcode, such as 45009 for a spent quota, until {@link #recover}. */
    public void fail(String path, int errcode) {
        always.put(path, new Trouble(errcode));
    }

    /** The connection of the next call of this path is reset instead of an answer. */
    public void cutNext(String path) {
        queue(path).add(Trouble.CUT);
    }

    /** The connection of every call of this path is reset, until {@link #recover}. */
    public void cut(String path) {
        always.put(path, Trouble.CUT);
    }

    /** Every call of this path takes so much longer, until {@link #recover}. */
    public void delay(String path, Duration delay) {
        delays.put(path, Math.toIntExact(delay.toMillis()));
    }

    /** Every call of this path answers these bytes, and says that they are a JPEG, until {@link #recover}. */
    public void answer(String path, byte[] bytes) {
        instead.put(path, bytes.clone());
    }

    /** The access token given out so far is refused (40001) from now on. */
    public void expireToken() {
        token = newToken();
    }

    /** Ends all troubles, and forgets which codes were used and how often what was called. */
    public void recover() {
        next.clear();
        always.clear();
        delays.clear();
        instead.clear();
        usedCodes.clear();
        calls.clear();
    }

    /** How often this path was called. */
    public long calls(String path) {
        AtomicLong count = calls.get(path);
        return count == null ? 0 : count.get();
    }

    private Queue<Trouble> queue(String path) {
        return next.computeIfAbsent(path, p -> new ConcurrentLinkedQueue<>());
    }

    /**
     * @param errcode what WeChat answers; 0 for a connection that breaks
     */
    private record Trouble(int errcode) {
        static final Trouble CUT = new Trouble(0);
    }

    private final class Answers implements ResponseDefinitionTransformerV2 {

        @Override
        public String getName() {
            return ANSWER;
        }

        @Override
        public boolean applyGlobally() {
            return false;
        }

        @Override
        public ResponseDefinition transform(ServeEvent event) {
            Request request = event.getRequest();
            String path = URI.create(request.getUrl()).getPath();
            calls.computeIfAbsent(path, p -> new AtomicLong()).incrementAndGet();
            ResponseDefinitionBuilder response = aResponse();
            Integer delay = delays.get(path);
            if (delay != null) {
                response.withFixedDelay(delay);
            }
            Trouble trouble = trouble(path);
            if (Trouble.CUT.equals(trouble)) {
                return response.withFault(Fault.CONNECTION_RESET_BY_PEER).build();
            }
            Object answer = trouble != null
                    ? error(trouble.errcode(), "simulated")
                    : switch (path) {
                        case JSCODE2SESSION -> session(request);
                        case STABLE_TOKEN -> stableToken(body(request));
                        case MSG_SEC_CHECK -> withToken(request, SimulatedWeChat.this::verdict);
                        case MEDIA_CHECK_ASYNC -> withToken(request, SimulatedWeChat.this::mediaCheck);
                        case GET_WXACODE_UNLIMIT -> withToken(request, SimulatedWeChat.this::code);
                        case GENERATE_URLLINK -> withToken(request, SimulatedWeChat.this::link);
                        case SUBSCRIBE_SEND -> withToken(request, SimulatedWeChat.this::reminder);
                        default -> error(40066, "invalid url");
                    };
            byte[] other = instead.get(path);
            if (other != null) {
                answer = other;
            }
            if (answer instanceof byte[] image) {
                return response.withHeader("Content-Type", "image/jpeg")
                        .withBody(image)
                        .build();
            }
            // WeChat says text/plain for its JSON.
            return response.withHeader("Content-Type", "text/plain; charset=utf-8")
                    .withBody(JSON.writeValueAsString(answer))
                    .build();
        }
    }

    private @Nullable Trouble trouble(String path) {
        Queue<Trouble> queue = next.get(path);
        Trouble first = queue == null ? null : queue.poll();
        return first != null ? first : always.get(path);
    }

    private Object session(Request request) {
        String appId = parameter(request, "appid");
        String secret = parameter(request, "secret");
        String code = parameter(request, "js_code");
        if (appId.isEmpty()) {
            return error(41002, "appid missing");
        }
        if (!appId.equals(APP_ID)) {
            return error(40013, "invalid appid");
        }
        if (secret.isEmpty()) {
            return error(41004, "appsecret missing");
        }
        if (!secret.equals(SECRET)) {
            return error(40125, "invalid appsecret");
        }
        if (!parameter(request, "grant_type").equals("authorization_code")) {
            return error(40002, "invalid grant_type");
        }
        if (code.isEmpty()) {
            return error(41008, "missing code");
        }
        String name = code.substring(code.indexOf(':') + 1).strip();
        boolean demo = code.startsWith("demo:");
        boolean real = code.startsWith("real:");
        if (name.isEmpty() || !(demo || real)) {
            return error(40029, "invalid code");
        }
        if (real && !usedCodes.add(code)) {
            return error(40163, "code been used");
        }
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("session_key", sessionKey(name));
        answer.put("openid", openId(name));
        if (real) {
            answer.put("unionid", unionId(name));
        }
        return answer;
    }

    private static String parameter(Request request, String name) {
        var values = request.queryParameter(name);
        return values.isPresent() ? values.firstValue() : "";
    }

    private synchronized Object stableToken(JsonNode body) {
        if (!body.path("grant_type").asString("").equals("client_credential")) {
            return error(40002, "invalid grant_type");
        }
        if (!body.path("appid").asString("").equals(APP_ID)) {
            return error(40013, "invalid appid");
        }
        if (!body.path("secret").asString("").equals(SECRET)) {
            return error(40125, "invalid appsecret");
        }
        if (body.path("force_refresh").asBoolean(false)) {
            token = newToken();
        }
        return Map.of("access_token", token, "expires_in", TOKEN_SECONDS);
    }

    private Object withToken(Request request, Function<JsonNode, Object> call) {
        String given = parameter(request, "access_token");
        if (given.isEmpty()) {
            return error(41001, "access_token missing");
        }
        return given.equals(token) ? call.apply(body(request)) : error(40001, "invalid credential");
    }

    private Object verdict(JsonNode body) {
        String content = body.path("content").asString("");
        int scene = body.path("scene").asInt(0);
        if (body.path("version").asInt(0) != 2 || scene < 1 || scene > 4 || content.isEmpty()) {
            return error(40097, "invalid args");
        }
        if (body.path("openid").asString("").isEmpty()) {
            return error(40003, "invalid openid");
        }
        if (content.codePointCount(0, content.length()) > 2_500) {
            return error(45002, "content size out of limit");
        }
        boolean risky = content.contains("违规");
        boolean review = content.contains("待审");
        Map<String, Object> answer = new LinkedHashMap<>(error(0, "ok"));
        answer.put(
                "result",
                Map.of(
                        "suggest", risky ? "risky" : review ? "review" : "pass",
                        "label", risky ? 20006 : review ? 21000 : 100));
        answer.put("trace_id", UUID.randomUUID().toString());
        return answer;
    }

    private Object mediaCheck(JsonNode body) {
        int scene = body.path("scene").asInt(0);
        if (body.path("version").asInt(0) != 2
                || body.path("media_type").asInt(0) != 2
                || scene < 1
                || scene > 4
                || body.path("media_url").asString("").isEmpty()) {
            return error(40097, "invalid args");
        }
        if (body.path("openid").asString("").isEmpty()) {
            return error(40003, "invalid openid");
        }
        String traceId = UUID.randomUUID().toString();
        URI address = URI.create(body.path("media_url").asString(""));
        pictures.put(traceId, address);
        if (pushing) {
            CompletableFuture.delayedExecutor(1, TimeUnit.SECONDS).execute(() -> push(traceId, address));
        }
        Map<String, Object> answer = new LinkedHashMap<>(error(0, "ok"));
        answer.put("trace_id", traceId);
        return answer;
    }

    private static void push(String traceId, URI address) {
        HttpClient http = HttpClient.newHttpClient();
        try {
            int fetched = http.send(HttpRequest.newBuilder(address).build(), HttpResponse.BodyHandlers.discarding())
                    .statusCode();
            SimulatedPush.Sealed verdict =
                    new SimulatedPush().verdict(traceId, fetched == 200 ? "pass" : "review", 100);
            http.send(
                    HttpRequest.newBuilder(address.resolve("/api/v1/wechat/push" + verdict.query()))
                            .header("Content-Type", verdict.contentType())
                            .POST(HttpRequest.BodyPublishers.ofString(verdict.body()))
                            .build(),
                    HttpResponse.BodyHandlers.discarding());
        } catch (IOException gone) {
            // The product has ended meanwhile; it has a timer for a WeChat that says nothing.
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    private Object code(JsonNode body) {
        String scene = body.path("scene").asString("");
        if (!scene.matches("[0-9a-zA-Z!#$&'()*+,/:;=?@\\-._~`]{1,32}")) {
            return error(40169, "invalid length for scene, or the data is not json string");
        }
        String page = body.path("page").asString("");
        if (page.startsWith("/") || page.contains("?")) {
            return error(41030, "invalid page");
        }
        return picture;
    }

    private Object link(JsonNode body) {
        int days = body.path("expire_interval").asInt(0);
        boolean sound = !body.path("path").asString("").startsWith("/")
                && body.path("query").asString("").length() <= 1_024
                && body.path("expire_type").asInt(0) == 1
                && days >= 1
                && days <= 30;
        if (!sound) {
            return error(40097, "invalid args");
        }
        Map<String, Object> answer = new LinkedHashMap<>(error(0, "ok"));
        answer.put(
                "url_link",
                "https://wxaurl.cn/"
                        + letters("link", UUID.randomUUID().toString()).substring(0, 10));
        return answer;
    }

    private Object reminder(JsonNode body) {
        if (body.path("touser").asString("").isEmpty()) {
            return error(40003, "invalid openid");
        }
        if (body.path("template_id").asString("").isEmpty()) {
            return error(40037, "invalid template_id");
        }
        JsonNode fields = body.path("data");
        boolean complete = !fields.isEmpty()
                && fields.valueStream()
                        .noneMatch(f -> f.path("value").asString("").isBlank());
        return complete ? error(0, "ok") : error(47003, "argument invalid! data.thing1.value is empty");
    }

    private static Map<String, Object> error(int errcode, String errmsg) {
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("errcode", errcode);
        answer.put("errmsg", errcode == 0 ? errmsg : errmsg + ", rid: " + rid());
        return answer;
    }

    private static String rid() {
        String hex = UUID.randomUUID().toString().replace("-", "");
        return hex.substring(0, 8) + "-" + hex.substring(8, 16) + "-" + hex.substring(16, 24);
    }

    private static JsonNode body(Request request) {
        try {
            return JSON.readTree(request.getBody());
        } catch (JacksonException e) {
            return JSON.createObjectNode();
        }
    }

    private static String newToken() {
        return "simulated-" + letters("token", UUID.randomUUID().toString());
    }

    private static String sessionKey(String name) {
        return Base64.getEncoder().encodeToString(digest("session_key", name)).substring(0, 22) + "==";
    }

    /** The unionid of {@code real:NAME}. */
    public static String unionId(String name) {
        return "o" + letters("unionid", name).substring(0, 27);
    }

    private static String letters(String what, String name) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(digest(what, name));
    }

    private static byte[] digest(String what, String name) {
        try {
            return MessageDigest.getInstance("SHA-256").digest((what + ' ' + name).getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] picture() {
        var image = new BufferedImage(280, 280, BufferedImage.TYPE_INT_RGB);
        Graphics2D pen = image.createGraphics();
        pen.setColor(Color.WHITE);
        pen.fillRect(0, 0, 280, 280);
        pen.setColor(new Color(0x07, 0xC1, 0x60));
        pen.fillOval(20, 20, 240, 240);
        pen.setColor(Color.WHITE);
        pen.fillOval(90, 90, 100, 100);
        pen.dispose();
        var bytes = new ByteArrayOutputStream();
        try {
            ImageIO.write(image, "jpg", bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }
}
