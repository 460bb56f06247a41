package org.youthhome.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.youthhome.testing.ApiTest;
import org.youthhome.testing.Demo;

@ApiTest
class OpenApiTest {

    private static final String SWITCH = "openapi.write";

    @Autowired
    Demo demo;

    @Test
    void the_file_says_what_the_running_code_says() throws IOException {
        String said = said();
        if (Boolean.getBoolean(SWITCH)) {
            Files.writeString(Contract.FILE, said);
        }
        String written = Files.exists(Contract.FILE) ? Files.readString(Contract.FILE) : "";
        assertThat(written.equals(said))
                .withFailMessage(
                        () -> "openapi.yaml does not say what the code says; the first difference is\n"
                                + firstDifference(written, said)
                                + "If the contract is meant to change, write it anew and look at the diff:\n"
                                + "  mvn test -pl api -am -Dtest=OpenApiTest -Dsurefire.failIfNoSpecifiedTests=false -Dopenapi.write=true")
                .isTrue();
    }

    @Test
    void every_operation_is_named_grouped_and_said_in_both_languages() {
        List<String> wrong = new ArrayList<>();
        Set<String> ids = new TreeSet<>();
        Contract contract = Contract.read(said());
        for (Contract.Operation operation : contract.operations().toList()) {
            if (!operation.id().matches("[a-z][A-Za-z]+") || !ids.add(operation.id())) {
                wrong.add(operation + " has no good name of its own");
            }
            if (!operation.summary().matches(".*\\p{IsHan}.* · .*[a-z].*")) {
                wrong.add(operation + " has no summary of the form \"中文 · English\": " + operation.summary());
            }
            if (operation.tags().size() != 1 || !contract.tags().containsAll(operation.tags())) {
                wrong.add(operation + " stands in none of the groups of OpenApiConfiguration: " + operation.tags());
            }
            if (operation.responses().contains("*/*")) {
                wrong.add(operation + " answers with any media type");
            }
        }
        assertThat(wrong).isEmpty();
    }

    @Test
    void people_can_read_it_in_a_browser() {
        demo.root()
                .mutate()
                .responseTimeout(Duration.ofSeconds(30))
                .build()
                .get()
                .uri("/swagger-ui.html")
                .exchange()
                .expectStatus()
                .is3xxRedirection()
                .expectHeader()
                .value("Location", to -> demo.root()
                        .get()
                        .uri(to)
                        .exchange()
                        .expectStatus()
                        .isOk()
                        .expectBody(String.class)
                        .value(page -> assertThat(page).contains("swagger-ui")));
    }

    private String said() {
        return Objects.requireNonNull(demo.root()
                .get()
                .uri("/v3/api-docs.yaml")
                .exchange()
                .expectStatus()
                .isOk()
                .expectBody(String.class)
                .returnResult()
                .getResponseBody());
    }

    private static String firstDifference(String written, String said) {
        List<String> before = written.lines().toList();
        List<String> now = said.lines().toList();
        int line = 0;
        while (line < before.size() && line < now.size() && before.get(line).equals(now.get(line))) {
            line++;
        }
        return "  line " + (line + 1) + " of the file: "
                + (line < before.size() ? before.get(line).strip() : "(its end)") + "\n  the code says:      "
                + (line < now.size() ? now.get(line).strip() : "(nothing more)") + "\n";
    }
}
