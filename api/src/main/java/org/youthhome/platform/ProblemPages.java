package org.youthhome.platform;

import java.util.Map;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerResponse;
import org.springframework.web.server.ResponseStatusException;
import reactor.core.publisher.Mono;

/** What a problem's {@code type} leads to: its words in both languages (RFC 9457, 3.1.1, wants it to be readable). */
@Configuration(proxyBeanMethods = false)
class ProblemPages {

    @Bean
    RouterFunction<ServerResponse> problemPage(ProblemWords words) {
        return RouterFunctions.route()
                .GET(ProblemAdvice.TYPES + "{code}", request -> {
                    String code = request.pathVariable("code");
                    return words.knows(code)
                            ? ServerResponse.ok()
                                    .contentType(MediaType.parseMediaType("text/plain;charset=UTF-8"))
                                    .bodyValue(words.say(code, Map.of(), ProblemWords.CHINESE) + "\n"
                                            + words.say(code, Map.of(), ProblemWords.ENGLISH) + "\n")
                            : Mono.error(new ResponseStatusException(HttpStatus.NOT_FOUND));
                })
                .build();
    }
}
