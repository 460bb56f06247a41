package org.youthhome.attendance.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.youthhome.attendance.Headcount;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.test.StepVerifier;
import tools.jackson.databind.json.JsonMapper;

class EventStreamTest {

    private final EventStream stream = new EventStream(JsonMapper.builder().build());

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void an_event_is_encoded_once_however_many_listen() {
        Headcount headcount = new Headcount(UUID.randomUUID(), 3, 2, 1, Instant.EPOCH, "e.7");

        assertThat(stream.headcount(headcount)).isSameAs(stream.headcount(headcount));
        assertThat(new String(stream.headcount(headcount), StandardCharsets.UTF_8))
                .startsWith("id:e.7\nevent:headcount\ndata:{")
                .contains("\"present\":1")
                .endsWith("}\n\n");
    }

    @Test
    void a_slow_listener_hears_the_latest_of_each_channel_and_no_queue() {
        Sinks.Many<byte[]> numbers = Sinks.many().multicast().directBestEffort();
        Sinks.Many<byte[]> codes = Sinks.many().multicast().directBestEffort();
        List<Mono<byte[]>> waiting = new ArrayList<>();
        var listening = EventStream.frames(Mono.never(), List.of(numbers.asFlux(), codes.asFlux()))
                .subscribe(waiting::add, fault -> {});
        codes.tryEmitNext(bytes("code")).orThrow();
        for (int number = 1; number <= 20; number++) {
            numbers.tryEmitNext(bytes("number " + number)).orThrow();
        }

        List<String> heard = Flux.concat(List.copyOf(waiting))
                .map(frame -> new String(frame, StandardCharsets.UTF_8))
                .filter(frame -> !frame.startsWith(":"))
                .collectList()
                .block(Duration.ofSeconds(10));

        listening.dispose();
        assertThat(heard).containsExactly("code", "number 20");
    }

    @Test
    void a_stream_ends_with_its_last_word() {
        Sinks.One<byte[]> end = Sinks.one();
        StepVerifier.create(EventStream.frames(end.asMono(), List.of(Flux.never()))
                        .concatMap(frame -> frame)
                        .map(frame -> new String(frame, StandardCharsets.UTF_8)))
                .expectNext(":beat\n\n")
                .then(() -> end.tryEmitValue(bytes("farewell")).orThrow())
                .expectNext("farewell")
                .expectComplete()
                .verify(Duration.ofSeconds(10));
    }

    @Test
    void a_stream_ends_when_the_server_has_nothing_more_to_tell() {
        Sinks.Many<byte[]> numbers = Sinks.many().multicast().directBestEffort();
        StepVerifier.create(EventStream.frames(Mono.never(), List.of(numbers.asFlux()))
                        .concatMap(frame -> frame)
                        .map(frame -> new String(frame, StandardCharsets.UTF_8)))
                .expectNext(":beat\n\n")
                .then(() -> numbers.tryEmitComplete().orThrow())
                .expectComplete()
                .verify(Duration.ofSeconds(10));
    }
}
