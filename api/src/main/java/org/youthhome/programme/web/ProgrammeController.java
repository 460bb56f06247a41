package org.youthhome.programme.web;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Clock;
import java.time.Month;
import java.util.Arrays;
import java.util.List;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.youthhome.identity.Access;
import org.youthhome.identity.SharedAnswer;
import org.youthhome.kernel.Page;
import org.youthhome.kernel.Times;
import org.youthhome.programme.Programme;
import reactor.core.publisher.Mono;

@RestController
@Tag(name = "places")
class ProgrammeController {

    private final Clock clock;

    ProgrammeController(Clock clock) {
        this.clock = clock;
    }

    /**
     * A programme.
     *
     * @param brands those that are shown in this season
     */
    record ProgrammeView(Programme code, String name, String nameEn, List<String> brands) {}

    @GetMapping("/api/v1/programmes")
    @Access(Access.Who.ANYONE)
    @SharedAnswer(SharedAnswer.Among.EVERYBODY)
    @Operation(summary = "十大项目 · The ten programmes", operationId = "listProgrammes")
    Mono<Page<ProgrammeView>> list() {
        Month month = clock.instant().atZone(Times.CITY_ZONE).getMonth();
        return Mono.just(new Page<>(
                Arrays.stream(Programme.values())
                        .map(programme -> new ProgrammeView(
                                programme, programme.chineseName(), programme.englishName(), programme.brandsIn(month)))
                        .toList(),
                null));
    }
}
