package org.youthhome.platform;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.security.authorization.AuthorizationDecision;
import org.springframework.security.config.annotation.web.reactive.EnableWebFluxSecurity;
import org.springframework.security.config.observation.SecurityObservationSettings;
import org.springframework.security.config.web.server.SecurityWebFiltersOrder;
import org.springframework.security.config.web.server.ServerHttpSecurity;
import org.springframework.security.web.server.MatcherSecurityWebFilterChain;
import org.springframework.security.web.server.SecurityWebFilterChain;
import org.springframework.security.web.server.context.NoOpServerSecurityContextRepository;
import org.springframework.security.web.server.firewall.ServerWebExchangeFirewall;
import org.springframework.security.web.server.firewall.StrictServerWebExchangeFirewall;
import org.springframework.security.web.server.header.HttpHeaderWriterWebFilter;
import org.springframework.security.web.server.util.matcher.ServerWebExchangeMatcher.MatchResult;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.util.pattern.PathPattern;
import org.springframework.web.util.pattern.PathPatternParser;
import org.youthhome.kernel.Refusal;
import org.youthhome.kernel.Refusal.Kind;
import reactor.core.publisher.Mono;

/**
 * Who may pass. Nothing is kept between requests and nobody is recognised by a cookie (but a wall screen, which can only
 * look), so there is no CSRF to protect against; no page elsewhere may call the API, so there is no CORS.
 */
@Configuration(proxyBeanMethods = false)
@EnableWebFluxSecurity
@EnableConfigurationProperties({TokenSettings.class, MetricsSettings.class})
class SecurityConfiguration {

    private static final PathPattern SUPERVISORS = PathPatternParser.defaultInstance.parse("/actuator/**");

    /** Whether it lives and is ready anybody may ask; what it measures only who has the token; nothing else answers. */
    @Bean
    @Order(2)
    SecurityWebFilterChain actuatorSecurity(ServerHttpSecurity http, MetricsSettings metrics) {
        return http.securityMatcher(exchange -> isSupervisors(exchange) ? MatchResult.match() : MatchResult.notMatch())
                .authorizeExchange(rules -> rules.pathMatchers("/actuator/health", "/actuator/health/**")
                        .permitAll()
                        .pathMatchers("/actuator/prometheus")
                        .access((nobody, context) -> Mono.just(new AuthorizationDecision(metrics.admits(
                                context.getExchange().getRequest().getHeaders().getFirst(HttpHeaders.AUTHORIZATION)))))
                        .anyExchange()
                        .denyAll())
                .securityContextRepository(NoOpServerSecurityContextRepository.getInstance())
                .requestCache(ServerHttpSecurity.RequestCacheSpec::disable)
                .csrf(ServerHttpSecurity.CsrfSpec::disable)
                .cors(ServerHttpSecurity.CorsSpec::disable)
                .formLogin(ServerHttpSecurity.FormLoginSpec::disable)
                .httpBasic(ServerHttpSecurity.HttpBasicSpec::disable)
                .logout(ServerHttpSecurity.LogoutSpec::disable)
                .headers(ServerHttpSecurity.HeaderSpec::disable)
                .addFilterAt(
                        new HttpHeaderWriterWebFilter(new SecurityHeaders()),
                        SecurityWebFiltersOrder.HTTP_HEADERS_WRITER)
                .exceptionHandling(no -> no.authenticationEntryPoint(
                                (exchange, failure) -> Mono.error(Refusal.of(Kind.UNAUTHENTICATED, "login_needed")))
                        .accessDeniedHandler(
                                (exchange, denied) -> Mono.error(Refusal.of(Kind.FORBIDDEN, "not_allowed"))))
                .build();
    }

    /** Everything else; in front of the supervisor's, which is then not asked for each request whether it is meant. */
    @Bean
    @Order(1)
    SecurityWebFilterChain security(AccessFilter access) {
        return new MatcherSecurityWebFilterChain(
                exchange -> isSupervisors(exchange) ? MatchResult.notMatch() : MatchResult.match(),
                List.of(access::filter));
    }

    private static boolean isSupervisors(ServerWebExchange exchange) {
        return SUPERVISORS.matches(exchange.getRequest().getPath().pathWithinApplication());
    }

    /** Spring's own rules for what a request may hold, without a regular expression for each header that is read. */
    @Bean
    ServerWebExchangeFirewall firewall() {
        StrictServerWebExchangeFirewall firewall = new StrictServerWebExchangeFirewall();
        firewall.setAllowedHeaderNames(
                name -> isPrintableAscii(name) || StrictServerWebExchangeFirewall.ALLOWED_HEADER_NAMES.test(name));
        firewall.setAllowedHeaderValues(
                value -> isPrintableAscii(value) || StrictServerWebExchangeFirewall.ALLOWED_HEADER_VALUES.test(value));
        return firewall;
    }

    private static boolean isPrintableAscii(@Nullable String text) {
        if (text == null) {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < ' ' || c > '~') {
                return false;
            }
        }
        return true;
    }

    /** Observing every filter would cost more than the filters; requests are observed as a whole. */
    @Bean
    SecurityObservationSettings securityIsNotObserved() {
        return SecurityObservationSettings.noObservations();
    }
}
