package org.youthhome.wechat;

import cn.binarywang.wx.miniapp.api.WxMaService;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.net.ssl.SSLException;
import me.chanjar.weixin.common.api.WxConsts;
import me.chanjar.weixin.common.enums.WxType;
import me.chanjar.weixin.common.error.WxError;
import me.chanjar.weixin.common.error.WxErrorException;
import me.chanjar.weixin.common.util.http.RequestExecutor;
import me.chanjar.weixin.common.util.http.ResponseHandler;
import me.chanjar.weixin.common.util.http.SimpleGetRequestExecutor;
import me.chanjar.weixin.common.util.http.SimplePostRequestExecutor;
import org.apache.http.client.methods.CloseableHttpResponse;
import org.apache.http.client.methods.HttpPost;
import org.apache.http.conn.ConnectTimeoutException;
import org.apache.http.conn.ConnectionPoolTimeoutException;
import org.apache.http.entity.ContentType;
import org.apache.http.entity.StringEntity;
import org.apache.http.impl.client.CloseableHttpClient;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.dao.DataAccessException;
import org.springframework.scheduling.concurrent.CustomizableThreadFactory;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import reactor.util.retry.Retry;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The way to WeChat's server API, and the only class that calls WxJava, which blocks. Each call gets a thread of a bounded
 * pool, a time limit, a few repeats when WeChat is busy (−1), a timer, and one line in the log when it fails; it then
 * signals {@link CallFailed}. What is asked and answered is never logged.
 *
 * <p>Metrics: {@code wechat.calls} (seconds; {@code api} is the path, {@code outcome} is {@code ok}, WeChat's errcode, or
 * a {@link CallFailed.Reason} in lower case), {@code wechat.calls.waiting} (calls waiting for a thread).
 */
@Component
class WxCalls implements DisposableBean {

    private static final Logger log = LoggerFactory.getLogger(WxCalls.class);
    private static final Pattern RID = Pattern.compile("rid: ?([0-9A-Za-z-]{1,64})");

    /** Bad or used code, risky person, too often, long away: nothing is broken, and anybody could fill the log with them. */
    private static final Set<Integer> ABOUT_ONE_PERSON = Set.of(40029, 40163, 40226, 45011, 61010);

    private final WxMaService service;
    private final WeChatSettings settings;
    private final MeterRegistry meters;
    private final JsonMapper json = JsonMapper.builder().build();
    private final ThreadPoolExecutor threads;

    WxCalls(WxMaService service, WeChatSettings settings, MeterRegistry meters) {
        this.service = service;
        this.settings = settings;
        this.meters = meters;
        BlockingQueue<Runnable> waiting =
                settings.waiting() == 0 ? new SynchronousQueue<>() : new ArrayBlockingQueue<>(settings.waiting());
        var names = new CustomizableThreadFactory("wechat-");
        names.setDaemon(true);
        this.threads =
                new ThreadPoolExecutor(settings.threads(), settings.threads(), 1, TimeUnit.MINUTES, waiting, names);
        this.threads.allowCoreThreadTimeOut(true);
        Gauge.builder("wechat.calls.waiting", waiting, BlockingQueue::size)
                .description("Calls to WeChat that wait for a thread")
                .register(meters);
    }

    /**
     * Asks without an access token, and so without Redis and without the token quota. The app's id and secret are added.
     *
     * @param path WeChat's path, such as {@code /sns/jscode2session}
     * @param query the other parameters, not yet encoded
     */
    Mono<JsonNode> getWithSecret(String path, Map<String, String> query) {
        return json(path, () -> {
            String parameters = "appid=" + encoded(settings.appId()) + "&secret=" + encoded(settings.secret())
                    + query.entrySet().stream()
                            .map(e -> "&" + e.getKey() + "=" + encoded(e.getValue()))
                            .collect(Collectors.joining());
            return SimpleGetRequestExecutor.create(service.getRequestHttp())
                    .execute(settings.apiRoot() + path, parameters, WxType.MiniApp);
        });
    }

    /**
     * Posts JSON with the shared access token. A token that WeChat no longer takes (40001, 40014, 42001) is dropped and
     * the call made once more with a new one; that is WxJava's doing.
     *
     * @param path WeChat's path, such as {@code /wxa/msg_sec_check}
     */
    Mono<JsonNode> postWithToken(String path, Map<String, ?> body) {
        return json(
                path,
                () -> service.execute(
                        new Plain<>(SimplePostRequestExecutor.create(service.getRequestHttp())),
                        settings.apiRoot() + path,
                        json.writeValueAsString(body)));
    }

    /**
     * As {@link #postWithToken}, where WeChat answers with a picture and says only what goes wrong in JSON.
     *
     * @return a JPEG or PNG of at most {@link Picture#MOST_BYTES}
     */
    Mono<byte[]> postForPicture(String path, Map<String, ?> body) {
        return call(
                path,
                () -> service.execute(
                        new Plain<>(new Picture(service)), settings.apiRoot() + path, json.writeValueAsString(body)));
    }

    private Mono<JsonNode> json(String path, Callable<String> request) {
        return call(path, () -> json.readTree(request.call()));
    }

    private <T> Mono<T> call(String path, Callable<T> request) {
        return Mono.defer(() -> {
            Timer.Sample sample = Timer.start(meters);
            return onThread(request)
                    .onErrorMap(WxCalls::translated)
                    .retryWhen(Retry.backoff(settings.repeats(), settings.pause())
                            .filter(e -> e instanceof CallFailed failed && failed.busy())
                            .onRetryExhaustedThrow((spec, last) -> last.failure()))
                    .timeout(settings.timeLimit())
                    .onErrorMap(TimeoutException.class, e -> CallFailed.because(CallFailed.Reason.SLOW))
                    .doOnError(CallFailed.class, failed -> {
                        say(path, failed);
                        count(sample, path, outcome(failed));
                    })
                    .doOnSuccess(answer -> count(sample, path, "ok"));
        });
    }

    /**
     * A caller that gives up does not interrupt the thread: it may hold the lock of the shared access token, which would
     * then stay locked for all instances. The HTTP client has limits of its own; what has not begun never begins.
     */
    private <T> Mono<T> onThread(Callable<T> request) {
        return Mono.defer(() -> {
            var abandoned = new AtomicBoolean();
            return Mono.<T>create(sink -> threads.execute(() -> {
                        if (abandoned.get()) {
                            return;
                        }
                        try {
                            sink.success(request.call());
                        } catch (Exception e) {
                            if (!abandoned.get()) {
                                sink.error(e);
                            }
                        }
                    }))
                    .doOnCancel(() -> abandoned.set(true));
        });
    }

    private static CallFailed translated(Throwable thrown) {
        if (thrown instanceof CallFailed failed) {
            return failed;
        }
        if (thrown instanceof WxErrorException answered) {
            return answered(answered);
        }
        // WxJava wraps what breaks while it fetches an access token.
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            CallFailed.Reason reason = reason(cause);
            if (reason != null) {
                return CallFailed.because(reason);
            }
        }
        return CallFailed.because(CallFailed.Reason.UNCLEAR);
    }

    private static CallFailed.@Nullable Reason reason(Throwable thrown) {
        if (thrown instanceof SSLException) {
            return CallFailed.Reason.UNTRUSTED;
        }
        if (thrown instanceof SocketTimeoutException
                || thrown instanceof ConnectTimeoutException
                || thrown instanceof ConnectionPoolTimeoutException) {
            return CallFailed.Reason.SLOW;
        }
        if (thrown instanceof IOException) {
            return CallFailed.Reason.CUT;
        }
        if (thrown instanceof RejectedExecutionException) {
            return CallFailed.Reason.FULL;
        }
        if (thrown instanceof DataAccessException) {
            return CallFailed.Reason.TOKEN_STORE;
        }
        return null;
    }

    private static CallFailed answered(WxErrorException thrown) {
        WxError error = thrown.getError();
        // WxJava puts its own Chinese in place of the words it knows, and keeps WeChat's beside it.
        String words = error.getErrorMsgEn() == null ? error.getErrorMsg() : error.getErrorMsgEn();
        Matcher rid = words == null ? null : RID.matcher(words);
        return CallFailed.answered(error.getErrorCode(), rid != null && rid.find() ? rid.group(1) : null);
    }

    private static void say(String path, CallFailed failed) {
        Integer errcode = failed.errcode();
        Level level = errcode != null && ABOUT_ONE_PERSON.contains(errcode) ? Level.DEBUG : Level.WARN;
        log.atLevel(level).log("WeChat {} failed: {} rid={}", path, outcome(failed), failed.rid());
    }

    private static String outcome(CallFailed failed) {
        Integer errcode = failed.errcode();
        return errcode == null ? failed.reason().name().toLowerCase(Locale.ROOT) : errcode.toString();
    }

    private void count(Timer.Sample sample, String path, String outcome) {
        sample.stop(Timer.builder("wechat.calls")
                .description("Calls to WeChat, from asking to the last answer")
                .tag("api", path)
                .tag("outcome", outcome)
                .register(meters));
    }

    private static String encoded(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8);
    }

    /** What is under way ends first: it may have to free the lock of the access token, for which Redis must still be there. */
    @Override
    public void destroy() throws IOException, InterruptedException {
        threads.shutdown();
        if (!threads.awaitTermination(settings.timeLimit().toMillis(), TimeUnit.MILLISECONDS)) {
            log.warn("Calls to WeChat were still under way at the end");
        }
        if (service.getRequestHttp().getRequestHttpClient() instanceof CloseableHttpClient client) {
            client.close();
        }
    }

    /**
     * Lets WxJava see only the errors it has a part in, those of its access token. Anything else passes it by, because it
     * would sleep on −1 and write the URL with the token for the rest.
     */
    private record Plain<T>(RequestExecutor<T, String> executor) implements RequestExecutor<T, String> {

        @Override
        public T execute(String uri, String body, WxType type) throws WxErrorException {
            try {
                return executor.execute(uri, body, type);
            } catch (WxErrorException e) {
                if (WxConsts.ACCESS_TOKEN_ERROR_CODES.contains(e.getError().getErrorCode())) {
                    throw e;
                }
                throw answered(e);
            } catch (IOException e) {
                throw translated(e);
            }
        }

        @Override
        public void execute(String uri, String body, ResponseHandler<T> handler, WxType type) throws WxErrorException {
            handler.handle(execute(uri, body, type));
        }
    }

    /** WxJava's own would take any answer that is not said to be JSON for a picture. */
    private record Picture(WxMaService service) implements RequestExecutor<byte[], String> {

        static final int MOST_BYTES = 1 << 20;

        @Override
        public byte[] execute(String uri, String body, WxType type) throws WxErrorException, IOException {
            HttpPost post = new HttpPost(uri);
            post.setEntity(new StringEntity(body, ContentType.APPLICATION_JSON));
            if (!(service.getRequestHttp().getRequestHttpClient() instanceof CloseableHttpClient client)) {
                throw new IllegalStateException("WeChatConfiguration builds another client");
            }
            try (CloseableHttpResponse response = client.execute(post)) {
                byte[] answer = response.getEntity().getContent().readNBytes(MOST_BYTES + 1);
                if (answer.length > MOST_BYTES) {
                    throw CallFailed.because(CallFailed.Reason.UNCLEAR);
                }
                if (isPicture(answer)) {
                    return answer;
                }
                WxError error = WxError.fromJson(new String(answer, StandardCharsets.UTF_8), type);
                if (error.getErrorCode() == 0) {
                    throw CallFailed.because(CallFailed.Reason.UNCLEAR);
                }
                throw new WxErrorException(error);
            }
        }

        @Override
        public void execute(String uri, String body, ResponseHandler<byte[]> handler, WxType type)
                throws WxErrorException, IOException {
            handler.handle(execute(uri, body, type));
        }

        private static boolean isPicture(byte[] answer) {
            return startsWith(answer, 0xFF, 0xD8, 0xFF) || startsWith(answer, 0x89, 'P', 'N', 'G');
        }

        private static boolean startsWith(byte[] answer, int... magic) {
            for (int i = 0; i < magic.length; i++) {
                if (answer.length <= i || (answer[i] & 0xFF) != magic[i]) {
                    return false;
                }
            }
            return true;
        }
    }
}
