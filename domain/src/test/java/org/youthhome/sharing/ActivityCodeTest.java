package org.youthhome.sharing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.UUID;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ActivityCodeTest {

    @RepeatedTest(50)
    void a_code_is_read_back_and_fits_wechats_scene() {
        UUID id = UUID.randomUUID();
        String text = new ActivityCode(id).text();

        assertThat(text).hasSize(ActivityCode.LENGTH).matches("[0-9A-Za-z_-]{1,32}");
        assertThat(ActivityCode.parse(text)).contains(new ActivityCode(id));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "AZqVQv3xcFGS1oYcTz0f1",
                "AZqVQv3xcFGS1oYcTz0f1w=",
                "AZqVQv3xcFGS1oYcTz0f1x",
                "AZqVQv3xcFGS1oYcTz0f+w",
                "中中中中中中中中中中中中中中中中中中中中中中"
            })
    void what_no_activity_would_be_called_is_no_code(String text) {
        assertThat(ActivityCode.parse(text)).isEmpty();
    }
}
