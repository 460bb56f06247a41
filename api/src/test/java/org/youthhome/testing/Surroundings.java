package org.youthhome.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.MapPropertySource;
import org.youthhome.engines.TestEngines;
import org.youthhome.wechat.SimulatedPush;
import org.youthhome.wechat.SimulatedWeChat;

/** Leads the product to real engines and a simulated WeChat, which run once for all tests, and gives it keys. */
public final class Surroundings implements ApplicationContextInitializer<ConfigurableApplicationContext> {

    private static final class Running {
        static final SimulatedWeChat WECHAT = new SimulatedWeChat().start();
        static final Path PHOTOS = photos();

        private static Path photos() {
            try {
                // Below what Maven cleans.
                return Files.createTempDirectory(Files.createDirectories(Path.of("target", "photos")), "run");
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** The WeChat that the product talks to; whoever makes it misbehave lets it {@code recover()}. */
    public static SimulatedWeChat weChat() {
        return Running.WECHAT;
    }

    /** Where the product keeps photos. */
    public static Path photos() {
        return Running.PHOTOS;
    }

    /** Everything that production would have to be told. */
    public static Map<String, Object> settings() {
        Map<String, Object> settings = new LinkedHashMap<>(TestEngines.settings());
        settings.put("wechat.app-id", SimulatedWeChat.APP_ID);
        settings.put("wechat.secret", SimulatedWeChat.SECRET);
        settings.put("wechat.api-url", weChat().baseUrl());
        settings.put("wechat.push.token", SimulatedPush.TOKEN);
        settings.put("wechat.push.encoding-aes-key", SimulatedPush.AES_KEY);
        settings.put("youth-home.media.folder", Running.PHOTOS.toString());
        settings.put("youth-home.tokens.keys.k1", key(1));
        settings.put("youth-home.privacy.keys.k1", key(2));
        settings.put("youth-home.privacy.lookup-key", key(3));
        settings.put("youth-home.check-in.keys.0", key(4));
        settings.put("youth-home.metrics.token", "for-the-scraper");
        return settings;
    }

    /** A key that only tests use. */
    public static String key(int number) {
        byte[] bytes = new byte[32];
        java.util.Arrays.fill(bytes, (byte) number);
        return Base64.getEncoder().encodeToString(bytes);
    }

    @Override
    public void initialize(ConfigurableApplicationContext context) {
        new TestEngines().initialize(context);
        context.getEnvironment().getPropertySources().addLast(new MapPropertySource("surroundings", settings()));
    }
}
