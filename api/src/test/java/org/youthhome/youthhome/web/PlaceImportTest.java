package org.youthhome.youthhome.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.dhatim.fastexcel.Workbook;
import org.dhatim.fastexcel.Worksheet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.core.io.ByteArrayResource;
import org.springframework.http.MediaType;
import org.springframework.http.client.MultipartBodyBuilder;
import org.springframework.test.web.reactive.server.EntityExchangeResult;
import org.youthhome.testing.ApiTest;
import org.youthhome.testing.Demo;
import tools.jackson.databind.JsonNode;

@ApiTest
class PlaceImportTest {

    private static final String HEADING = "localUnit,localUnitKind,community,communityKind,pilot,homeName,address,"
            + "longitude,latitude,openingHours,spaceM2\n";
    private static final MediaType CSV = MediaType.parseMediaType("text/csv");

    @Autowired
    private Demo demo;

    private Demo.Account city;
    private String unit;

    @BeforeEach
    void somewhereNew() {
        city = demo.city();
        unit = "导入镇" + UUID.randomUUID().toString().substring(0, 8);
    }

    @Test
    void a_dry_run_says_line_by_line_what_would_happen_and_writes_nothing() {
        JsonNode report = sent(true, HEADING + line("东社区", "东之家") + line("西社区", ""), 200);

        assertThat(report.get("dryRun").asBoolean()).isTrue();
        assertThat(report.get("created").asInt()).isEqualTo(4);
        assertThat(report.get("rows").get(0).get("localUnit").asString()).isEqualTo("created");
        assertThat(report.get("rows").get(0).get("home").asString()).isEqualTo("created");
        assertThat(report.get("rows").get(1).get("localUnit").asString()).isEqualTo("unchanged");
        assertThat(communities()).isEmpty();
    }

    @Test
    void the_same_list_a_second_time_changes_nothing() {
        String list = HEADING + line("东社区", "东之家") + line("西社区", "西之家");
        sent(false, list, 200);

        JsonNode again = sent(false, list, 200);

        assertThat(again.get("created").asInt()).isZero();
        assertThat(again.get("changed").asInt()).isZero();
        assertThat(again.get("unchanged").asInt()).isEqualTo(6);
        assertThat(communities()).containsExactlyInAnyOrder("东社区", "西社区");
    }

    @Test
    void an_empty_cell_leaves_a_thing_as_it_is_and_another_value_changes_it() {
        sent(false, HEADING + line("东社区", "东之家"), 200);

        JsonNode changed = sent(false, HEADING + unit + ",,东社区,,否,东之家,新地址,,,,\n", 200);

        assertThat(changed.get("rows").get(0).get("community").asString()).isEqualTo("changed");
        assertThat(changed.get("rows").get(0).get("home").asString()).isEqualTo("changed");
        assertThat(demo.texts("SELECT CONCAT_WS('|', h.address, h.longitude, h.space_m2, p.pilot) FROM youth_home h"
                        + " JOIN place p ON p.id = h.community_id JOIN place u ON u.id = p.parent_id WHERE u.name = '"
                        + unit + "'"))
                .containsExactly("新地址|120.270000|120|0");
    }

    @Test
    void one_wrong_line_and_nothing_is_written() {
        String list = HEADING + line("东社区", "东之家") + unit + ",镇,西社区,火星,也许,西之家,,200,abc,,0\n";

        JsonNode refused = sent(false, list, 422);

        assertThat(refused.get("errors").valueStream().map(error -> error.get("field")
                        .asString()))
                .containsExactly(
                        "rows[3].communityKind",
                        "rows[3].pilot",
                        "rows[3].longitude",
                        "rows[3].latitude",
                        "rows[3].spaceM2");
        assertThat(communities()).isEmpty();
        assertThat(sent(true, list, 200).get("wrong").asInt()).isEqualTo(1);
    }

    @Test
    void two_lines_must_not_contradict_each_other_or_repeat_a_home() {
        JsonNode report =
                sent(true, HEADING + line("东社区", "东之家") + unit + ",园区,东社区,传统居民,,,,,,,\n" + line("东社区", "东之家"), 200);

        assertThat(report.get("rows").get(1).get("errors").get(0).get("code").asString())
                .isEqualTo("contradicts_earlier_row");
        assertThat(report.get("rows").get(2).get("errors").get(0).get("code").asString())
                .isEqualTo("repeated");
    }

    @Test
    void a_new_place_and_a_new_home_have_to_be_described() {
        JsonNode report = sent(
                true,
                HEADING + unit + ",,,,,,,,,,\n" + unit + ",镇,东社区,,,,,,,,\n" + unit + ",镇,东社区,涉农,,东之家,,,,,\n",
                200);

        assertThat(report.get("rows").get(0).get("errors").get(0).get("field").asString())
                .isEqualTo("localUnitKind");
        assertThat(report.get("rows").get(1).get("errors").get(0).get("field").asString())
                .isEqualTo("communityKind");
        assertThat(report.get("rows").get(2).get("errors")).hasSize(3);
    }

    @Test
    void a_spreadsheets_csv_in_gb18030_with_chinese_headings_is_understood() {
        String list =
                "镇/街道/园区,镇街道园区类型,社区,社区类型,试点,青年之家,地址,经度,纬度\r\n" + unit + ",街道,东社区,传统,是,东之家,\"东路1号,二楼\",120.27,32.02\r\n";

        JsonNode report = answer(false, CSV, list.getBytes(Charset.forName("GB18030")), 200);

        assertThat(report.get("created").asInt()).isEqualTo(3);
        assertThat(communities()).containsExactly("东社区");
    }

    @Test
    void a_workbook_is_understood() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (Workbook workbook = new Workbook(out, "test", "1.0")) {
            Worksheet sheet = workbook.newWorksheet("places");
            List<String> heading = List.of(HEADING.strip().split(","));
            for (int i = 0; i < heading.size(); i++) {
                sheet.value(0, i, heading.get(i));
            }
            sheet.value(1, 0, unit);
            sheet.value(1, 1, "镇");
            sheet.value(1, 2, "东社区");
            sheet.value(1, 3, "涉农");
            sheet.value(1, 4, true);
            sheet.value(1, 5, "东之家");
            sheet.value(1, 6, "东路1号");
            sheet.value(1, 7, 120.27);
            sheet.value(1, 8, 32.02);
            sheet.value(1, 10, 80);
        }

        JsonNode report = answer(false, MediaType.parseMediaType(PlaceImportController.XLSX), out.toByteArray(), 200);

        assertThat(report.get("created").asInt()).isEqualTo(3);
        assertThat(demo.texts("SELECT CONCAT_WS('|', p.pilot, h.longitude, h.space_m2) FROM youth_home h JOIN place p"
                        + " ON p.id = h.community_id JOIN place u ON u.id = p.parent_id WHERE u.name = '" + unit + "'"))
                .containsExactly("1|120.270000|80");
    }

    @Test
    void a_form_with_a_file_is_understood() {
        MultipartBodyBuilder form = new MultipartBodyBuilder();
        var unused = form.part(
                        "file", new ByteArrayResource((HEADING + line("东社区", "东之家")).getBytes(StandardCharsets.UTF_8)))
                .filename("places.csv");

        city.http()
                .post()
                .uri("/place-imports?dryRun=false")
                .bodyValue(form.build())
                .exchange()
                .expectStatus()
                .isOk();

        assertThat(communities()).containsExactly("东社区");
    }

    @Test
    void a_small_file_that_unpacks_to_a_large_one_is_refused() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(out)) {
            zip.putNextEntry(new ZipEntry("xl/worksheets/sheet1.xml"));
            byte[] zeros = new byte[1024 * 1024];
            for (int i = 0; i < 60; i++) {
                zip.write(zeros);
            }
        }

        assertThat(answer(true, MediaType.parseMediaType(PlaceImportController.XLSX), out.toByteArray(), 422)
                        .get("code")
                        .asString())
                .isEqualTo("unreadable_file");
    }

    @Test
    void only_the_city_office_imports_and_it_is_audited() {
        demo.worker(Demo.RIVERSIDE)
                .http()
                .post()
                .uri("/place-imports")
                .contentType(CSV)
                .bodyValue("x")
                .exchange()
                .expectStatus()
                .isForbidden();

        sent(false, HEADING + line("东社区", "东之家"), 200);
        assertThat(demo.texts("SELECT COUNT(*) FROM audit_entry WHERE action = 'place_import.run' AND actor_id = X'"
                        + city.personId().toString().replace("-", "") + "'"))
                .containsExactly("1");
    }

    private String line(String community, String home) {
        return home.isEmpty()
                ? unit + ",镇," + community + ",涉农,,,,,,,\n"
                : unit + ",镇," + community + ",涉农,是," + home + ",东路1号,120.27,32.02,周一至周五,120\n";
    }

    private JsonNode sent(boolean dryRun, String list, int status) {
        return answer(dryRun, CSV, list.getBytes(StandardCharsets.UTF_8), status);
    }

    private JsonNode answer(boolean dryRun, MediaType type, byte[] body, int status) {
        EntityExchangeResult<JsonNode> result = city.http()
                .post()
                .uri("/place-imports?dryRun=" + dryRun)
                .contentType(type)
                .bodyValue(body)
                .exchange()
                .expectStatus()
                .isEqualTo(status)
                .expectBody(JsonNode.class)
                .returnResult();
        return Objects.requireNonNull(result.getResponseBody());
    }

    private List<String> communities() {
        return demo.texts(
                "SELECT c.name FROM place c JOIN place u ON u.id = c.parent_id WHERE u.name = '" + unit + "'");
    }
}
