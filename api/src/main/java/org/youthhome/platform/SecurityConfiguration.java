package org.youthhome.platform;

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
import org.springframework.security.web.server.SecurityWebFilterChain;
import org.springframework.security.web.server.ServerAuthenticationEntryPoint;
import org.springframework.security.web.server.authentication.AuthenticationWebFilter;
import org.springframework.security.web.server.authentication.ServerAuthenticationEntryPointFailureHandler;
import org.springframework.security.web.server.context.NoOpServerSecurityContextRepository;
import org.springframework.security.web.server.header.ReferrerPolicyServerHttpHeadersWriter.ReferrerPolicy;
import org.springframework.security.web.server.savedrequest.NoOpServerRequestCache;
import org.springframework.security.web.server.util.matcher.ServerWebExchangeMatchers;
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

    /** Pages load what is theirs; pictures may come from elsewhere over https (avatars). */
    private static final String CONTENT_POLICY = "default-src 'self'; img-src 'self' data: https:;"
            + " style-src 'self' 'unsafe-inline'; object-src 'none'; base-uri 'none'; form-action 'self';"
            + " frame-ancestors 'none'";

    /** Whether it lives and is ready anybody may ask; what it measures only who has the token; nothing else answers. */
    @Bean
    @Order(1)
    SecurityWebFilterChain actuatorSecurity(ServerHttpSecurity http, MetricsSettings metrics) {
        return plain(http)
                .securityMatcher(ServerWebExchangeMatchers.pathMatchers("/actuator", "/actuator/**"))
                .authorizeExchange(rules -> rules.pathMatchers("/actuator/health", "/actuator/health/**")
                        .permitAll()
                        .pathMatchers("/actuator/prometheus")
                        .access((nobody, context) -> Mono.just(new AuthorizationDecision(metrics.admits(
                                context.getExchange().getRequest().getHeaders().getFirst(HttpHeaders.AUTHORIZATION)))))
                        .anyExchange()
                        .denyAll())
                .build();
    }

    @Bean
    @Order(2)
    SecurityWebFilterChain security(ServerHttpSecurity http, Authenticator authenticator, AccessRules access) {
        AuthenticationWebFilter tokens = new AuthenticationWebFilter(authenticator);
        tokens.setServerAuthenticationConverter(authenticator);
        tokens.setSecurityContextRepository(NoOpServerSecurityContextRepository.getInstance());
        tokens.setAuthenticationFailureHandler(new ServerAuthenticationEntryPointFailureHandler(unauthenticated()));
        return plain(http)
                .addFilterAt(tokens, SecurityWebFiltersOrder.AUTHENTICATION)
                .authorizeExchange(rules -> rules.anyExchange().access(access))
                .build();
    }

    /** Observing every filter would cost more than the filters; requests are observed as a whole. */
    @Bean
    SecurityObservationSettings securityIsNotObserved() {
        return SecurityObservationSettings.noObservations();
    }

    private static ServerHttpSecurity plain(ServerHttpSecurity http) {
        return http.securityContextRepository(NoOpServerSecurityContextRepository.getInstance())
                .requestCache(cache -> cache.requestCache(NoOpServerRequestCache.getInstance()))
                .csrf(ServerHttpSecurity.CsrfSpec::disable)
                .cors(ServerHttpSecurity.CorsSpec::disable)
                .formLogin(ServerHttpSecurity.FormLoginSpec::disable)
                .httpBasic(ServerHttpSecurity.HttpBasicSpec::disable)
                .logout(ServerHttpSecurity.LogoutSpec::disable)
                .headers(headers -> headers.contentSecurityPolicy(policy -> policy.policyDirectives(CONTENT_POLICY))
                        .referrerPolicy(referrer -> referrer.policy(ReferrerPolicy.NO_REFERRER)))
                .exceptionHandling(no -> no.authenticationEntryPoint(unauthenticated())
                        .accessDeniedHandler(
                                (exchange, denied) -> Mono.error(Refusal.of(Kind.FORBIDDEN, "not_allowed"))));
    }

    /** Every no leaves by the same door, {@link ProblemAdvice}. */
    private static ServerAuthenticationEntryPoint unauthenticated() {
        return (exchange, failure) -> Mono.error(Refusal.of(
                Kind.UNAUTHENTICATED, failure instanceof Authenticator.BadToken bad ? bad.code() : "login_needed"));
    }
}
