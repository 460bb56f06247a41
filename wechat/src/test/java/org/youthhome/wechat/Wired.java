package org.youthhome.wechat;

import cn.binarywang.wx.miniapp.api.WxMaService;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import org.springframework.data.redis.connection.RedisStandaloneConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.data.redis.core.StringRedisTemplate;

/** The real adapters, wired by hand to a WeChat and a Redis. */
final class Wired implements AutoCloseable {

    final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    final StringRedisTemplate redis;
    final WxCalls calls;
    final WxLogin login;
    final WxContentCheck contentCheck;
    final WxPosterCodes posterCodes;
    final WxLinks links;
    final WxPhotoCheck photoCheck;
    private final LettuceConnectionFactory connections;

    Wired(String apiUrl, int redisPort) {
        this(settings(apiUrl, Duration.ofSeconds(10)), redisPort);
    }

    Wired(WeChatSettings settings, int redisPort) {
        connections = new LettuceConnectionFactory(new RedisStandaloneConfiguration("127.0.0.1", redisPort));
        connections.start();
        redis = new StringRedisTemplate(connections);
        WxMaService service = new WeChatConfiguration().wxMaService(settings, redis);
        calls = new WxCalls(service, settings, meters);
        login = new WxLogin(calls);
        contentCheck = new WxContentCheck(calls, settings);
        WeChatCodeSettings codes = new WeChatCodeSettings("release", true, 640);
        posterCodes = new WxPosterCodes(calls, settings, codes);
        links = new WxLinks(calls, settings, codes);
        photoCheck = new WxPhotoCheck(calls, settings);
    }

    /** As in production, with a short pause before repeats. */
    static WeChatSettings settings(String apiUrl, Duration timeLimit) {
        return new WeChatSettings(
                SimulatedWeChat.APP_ID,
                SimulatedWeChat.SECRET,
                URI.create(apiUrl),
                timeLimit,
                Duration.ofSeconds(2),
                16,
                2_000,
                2,
                Duration.ofMillis(10),
                3,
                new WeChatSettings.Push(SimulatedPush.TOKEN, SimulatedPush.AES_KEY));
    }

    /** How many calls of this path had this outcome. */
    long counted(String path, String outcome) {
        var timer = meters.find("wechat.calls")
                .tag("api", path)
                .tag("outcome", outcome)
                .timer();
        return timer == null ? 0 : timer.count();
    }

    @Override
    public void close() {
        try {
            calls.destroy();
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
        connections.destroy();
    }
}
