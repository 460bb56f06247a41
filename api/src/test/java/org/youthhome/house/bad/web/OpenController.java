package org.youthhome.house.bad.web;

import org.springframework.context.annotation.Profile;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/** Public, and open to everybody. The profile keeps it out of tests that scan for components. */
@RestController
@Profile("never")
public class OpenController {

    @GetMapping("/bad")
    Mono<String> anybody() {
        return Mono.just("come in");
    }
}
