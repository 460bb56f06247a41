package org.youthhome.wechat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.youthhome.wechat.SimulatedWeChat.JSCODE2SESSION;
import static org.youthhome.wechat.SimulatedWeChat.MSG_SEC_CHECK;
import static org.youthhome.wechat.SimulatedWeChat.STABLE_TOKEN;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;

/** Calls that fail in every way, with everything logged that would be: no token, secret, code, openid or text in it. */
@ExtendWith(TestRedis.class)
class WhatIsLoggedTest {

    private static final String AUTHOR = SimulatedWeChat.openId("worker-1");
    private static final String TEXT = "周六下午到青年之家学急救";

    private final Queue<String> lines = new ConcurrentLinkedQueue<>();
    private final AppenderBase<ILoggingEvent> recorder = new AppenderBase<>() {
        @Override
        protected void append(ILoggingEvent event) {
            String thrown = event.getThrowableProxy() == null
                    ? ""
                    : event.getThrowableProxy().getClassName()
                            + ' '
                            + event.getThrowableProxy().getMessage();
            lines.add(event.getLoggerName() + ' ' + event.getFormattedMessage() + ' ' + thrown);
        }
    };
    private final Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    private final Level before = root.getLevel();

    @BeforeEach
    void recordEverything() {
        recorder.setContext(root.getLoggerContext());
        recorder.start();
        // What the store of the token writes at DEBUG is Redis commands without their values; its noise is not ours.
        Logger redis = (Logger) LoggerFactory.getLogger("io.lettuce");
        redis.setLevel(Level.DEBUG);
        root.setLevel(Level.DEBUG);
        root.addAppender(recorder);
    }

    @AfterEach
    void recordNoMore() {
        root.detachAppender(recorder);
        root.setLevel(before);
    }

    @Test
    void failing_calls_say_errcode_and_rid_and_nothing_of_people() {
        try (var wechat = new SimulatedWeChat().start();
                var wired = new Wired(Wired.settings(wechat.baseUrl(), Duration.ofSeconds(1)), TestRedis.port())) {
            wired.redis.delete("yh:wx:access_token:" + SimulatedWeChat.APP_ID);
            List<Runnable> troubles = List.of(
                    () -> {},
                    () -> wechat.fail(JSCODE2SESSION, 40029),
                    () -> wechat.fail(JSCODE2SESSION, -1),
                    () -> wechat.cut(JSCODE2SESSION),
                    () -> wechat.delay(JSCODE2SESSION, Duration.ofSeconds(2)),
                    () -> wechat.fail(MSG_SEC_CHECK, -1),
                    () -> wechat.fail(MSG_SEC_CHECK, 40001),
                    () -> wechat.fail(MSG_SEC_CHECK, 61010),
                    () -> wechat.cut(MSG_SEC_CHECK),
                    () -> wechat.delay(MSG_SEC_CHECK, Duration.ofSeconds(2)),
                    () -> {
                        wechat.expireToken();
                        wechat.fail(STABLE_TOKEN, 45009);
                    },
                    () -> {
                        wechat.expireToken();
                        wechat.cut(STABLE_TOKEN);
                    });
            String token = "";
            for (Runnable trouble : troubles) {
                trouble.run();
                wired.login
                        .identify("demo:volunteer-7")
                        .onErrorResume(e -> Mono.empty())
                        .block();
                wired.contentCheck.check(AUTHOR, List.of(TEXT)).block();
                String stored = wired.redis.opsForValue().get("yh:wx:access_token:" + SimulatedWeChat.APP_ID);
                token = stored == null ? token : stored;
                wechat.recover();
            }
            assertThat(token).startsWith("simulated-");
            assertThat(lines)
                    .anyMatch(line -> line.contains(JSCODE2SESSION + " failed: 40029 rid="))
                    .anyMatch(line -> line.contains(MSG_SEC_CHECK + " failed: 61010 rid="));
            assertThat(lines.stream().filter(WhatIsLoggedTest::isOfThisModule))
                    .noneMatch(line -> line.contains("http://"));
            Stream.of(
                            "simulated-",
                            SimulatedWeChat.SECRET,
                            "volunteer-7",
                            "access_token=",
                            "session_key",
                            SimulatedWeChat.openId("volunteer-7"),
                            AUTHOR,
                            TEXT)
                    .forEach(secret -> assertThat(lines.stream().filter(WhatIsLoggedTest::isOfThisModule))
                            .noneMatch(line -> line.contains(secret)));
        }
    }

    /** The simulated WeChat's web server logs in this JVM too. */
    private static boolean isOfThisModule(String line) {
        return !line.startsWith("wiremock.") && !line.startsWith("org.eclipse.jetty");
    }
}
