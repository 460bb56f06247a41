package org.youthhome.wechat;

import cn.binarywang.wx.miniapp.api.WxMaService;
import cn.binarywang.wx.miniapp.api.impl.WxMaServiceImpl;
import cn.binarywang.wx.miniapp.config.impl.WxMaRedisBetterConfigImpl;
import java.util.concurrent.TimeUnit;
import me.chanjar.weixin.common.redis.RedisTemplateWxRedisOps;
import me.chanjar.weixin.common.util.http.apache.ApacheHttpClientBuilder;
import org.apache.http.client.HttpRequestRetryHandler;
import org.apache.http.client.config.RequestConfig;
import org.apache.http.config.SocketConfig;
import org.apache.http.conn.ConnectionKeepAliveStrategy;
import org.apache.http.conn.ssl.SSLConnectionSocketFactory;
import org.apache.http.impl.client.CloseableHttpClient;
import org.apache.http.impl.client.HttpClients;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.logging.LogLevel;
import org.springframework.boot.logging.LoggingSystem;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.data.redis.core.StringRedisTemplate;

/** Builds WxJava by hand: its starter ignores the stable access token. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties({WeChatSettings.class, WeChatCodeSettings.class})
class WeChatConfiguration {

    /** Where all instances share the access token, in Redis; an instance for itself would use up the token quota. */
    private static final String TOKEN_STORE = "yh:wx";

    /** One millisecond, because WxJava sleeps this long on its thread when WeChat is busy; the pause is ours to make. */
    private static final int NO_SLEEP = 1;

    @Bean
    WxMaService wxMaService(WeChatSettings settings, StringRedisTemplate redis) {
        keepSecretsOutOfTheLog();
        var config = new WxMaRedisBetterConfigImpl(new RedisTemplateWxRedisOps(redis), TOKEN_STORE);
        config.setAppid(settings.appId());
        config.setSecret(settings.secret());
        config.useStableAccessToken(true);
        config.setApiHostUrl(settings.apiRoot());
        config.setApacheHttpClientBuilder(new Built(httpClient(settings)));
        var service = new WxMaServiceImpl();
        service.setWxMaConfig(config);
        // 0 would overwrite every errmsg, and with it the rid.
        service.setMaxRetryTimes(1);
        service.setRetrySleepMillis(NO_SLEEP);
        return service;
    }

    /**
     * WxJava writes whole URLs, with access_token, js_code and openid, at WARN and DEBUG; the HTTP client writes them at
     * DEBUG. Set here and not in a file, so that it holds wherever this module runs and whatever the root level is.
     */
    private static void keepSecretsOutOfTheLog() {
        LoggingSystem logging = LoggingSystem.get(WeChatConfiguration.class.getClassLoader());
        logging.setLogLevel("cn.binarywang.wx.miniapp", LogLevel.ERROR);
        logging.setLogLevel("me.chanjar.weixin", LogLevel.ERROR);
        logging.setLogLevel("org.apache.http", LogLevel.WARN);
    }

    /**
     * Own client, because WxJava's is one for the whole JVM, has ten connections, waits for one without end, and (from
     * 4.8) trusts any certificate. This one checks certificates and host names as Java does.
     */
    private static CloseableHttpClient httpClient(WeChatSettings settings) {
        int limit = Math.toIntExact(settings.timeLimit().toMillis());
        int connectLimit =
                Math.min(limit, Math.toIntExact(settings.connectLimit().toMillis()));
        return HttpClients.custom()
                .useSystemProperties()
                .setMaxConnTotal(settings.threads())
                .setMaxConnPerRoute(settings.threads())
                .setDefaultSocketConfig(SocketConfig.custom()
                        .setSoTimeout(limit)
                        .setTcpNoDelay(true)
                        .build())
                .setDefaultRequestConfig(RequestConfig.custom()
                        .setConnectionRequestTimeout(limit)
                        .setConnectTimeout(connectLimit)
                        .setSocketTimeout(limit)
                        .build())
                .setConnectionTimeToLive(1, TimeUnit.MINUTES)
                .evictIdleConnections(30, TimeUnit.SECONDS)
                .disableAutomaticRetries()
                .disableRedirectHandling()
                .disableCookieManagement()
                .build();
    }

    /** A client that is built already: proxies come from Java's system properties, repeats from {@link WxCalls}. */
    private record Built(CloseableHttpClient client) implements ApacheHttpClientBuilder {

        @Override
        public CloseableHttpClient build() {
            return client;
        }

        @Override
        public ApacheHttpClientBuilder httpProxyHost(@Nullable String host) {
            return this;
        }

        @Override
        public ApacheHttpClientBuilder httpProxyPort(int port) {
            return this;
        }

        @Override
        public ApacheHttpClientBuilder httpProxyUsername(@Nullable String name) {
            return this;
        }

        @Override
        public ApacheHttpClientBuilder httpProxyPassword(@Nullable String password) {
            return this;
        }

        @Override
        public ApacheHttpClientBuilder httpRequestRetryHandler(@Nullable HttpRequestRetryHandler handler) {
            return this;
        }

        @Override
        public ApacheHttpClientBuilder keepAliveStrategy(@Nullable ConnectionKeepAliveStrategy strategy) {
            return this;
        }

        @Override
        public ApacheHttpClientBuilder sslConnectionSocketFactory(@Nullable SSLConnectionSocketFactory factory) {
            return this;
        }
    }
}
