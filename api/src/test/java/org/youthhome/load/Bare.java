package org.youthhome.load;

import jakarta.annotation.PreDestroy;
import jakarta.validation.Valid;
import java.time.Instant;
import java.util.UUID;
import org.springframework.boot.test.context.TestComponent;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.core.env.Environment;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.server.reactive.ReactorHttpHandlerAdapter;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.reactive.config.DelegatingWebFluxConfiguration;
import org.springframework.web.server.adapter.WebHttpHandlerBuilder;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;

/**
 * WebFlux with nothing of the product around it, no security, no filters, on a port of its own ({@code load.bare-port}) in
 * the same JVM and on the same event loops.
 */
public class Bare {

    private final AnnotationConfigApplicationContext context;
    private final DisposableServer server;

    Bare(Environment environment) {
        context = new AnnotationConfigApplicationContext(DelegatingWebFluxConfiguration.class, Answers.class);
        server = HttpServer.create()
                .host("0.0.0.0")
                .port(environment.getRequiredProperty("load.bare-port", Integer.class))
                .handle(new ReactorHttpHandlerAdapter(
                        WebHttpHandlerBuilder.applicationContext(context).build()))
                .bindNow();
    }

    @PreDestroy
    void stop() {
        server.disposeNow();
        context.close();
    }

    @TestComponent
    @RestController
    static class Answers {

        private static final UUID SOMEBODY = UUID.fromString("01900000-0000-7000-8000-000000000000");

        @GetMapping(path = "/plain", produces = MediaType.TEXT_PLAIN_VALUE)
        String plain() {
            return "Hello";
        }

        @PostMapping("/no-op")
        @ResponseStatus(HttpStatus.CREATED)
        Mono<Baselines.Done> noOp(@Valid @RequestBody Baselines.Scan scan) {
            return Mono.just(Baselines.Done.of(scan, SOMEBODY, SOMEBODY, Instant.now()));
        }
    }
}
