package org.youthhome.youthhome.web;

import io.swagger.v3.oas.annotations.Hidden;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferLimitException;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.http.MediaType;
import org.springframework.http.codec.multipart.FilePart;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RequestPart;
import org.springframework.web.bind.annotation.RestController;
import org.youthhome.identity.Access;
import org.youthhome.identity.Caller;
import org.youthhome.identity.Right;
import org.youthhome.kernel.Refusal;
import org.youthhome.youthhome.PlaceImport;
import org.youthhome.youthhome.PlaceReport;
import org.youthhome.youthhome.PlaceReport.Outcome;
import org.youthhome.youthhome.PlaceRow;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

@RestController
@Tag(name = "places")
class PlaceImportController {

    static final String XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

    private final PlaceImport places;

    PlaceImportController(PlaceImport places) {
        this.places = places;
    }

    /**
     * What an import would do, or did.
     *
     * @param dryRun true when nothing was written
     * @param created places and homes that are new
     * @param changed places and homes that are changed
     * @param unchanged places and homes that are as the file says already
     * @param wrong lines that have to be mended; while there is one, nothing is written
     */
    record PlaceImportView(
            boolean dryRun, long created, long changed, long unchanged, long wrong, List<PlaceImportLine> rows) {}

    /**
     * One line of the file.
     *
     * @param row its number, the heading being 1
     */
    record PlaceImportLine(
            int row,

            @Nullable Outcome localUnit,

            @Nullable Outcome community,

            @Nullable Outcome home,

            List<PlaceImportError> errors) {}

    /**
     * What is wrong in one cell.
     *
     * @param field the column
     * @param code stable reason
     */
    record PlaceImportError(String field, String code) {}

    @PostMapping(
            path = "/api/v1/place-imports",
            consumes = {"text/csv", XLSX})
    @Access(value = Access.Who.RIGHT, right = Right.IMPORT_PLACES)
    @Operation(
            summary = "导入社区与青年之家 · Import places and homes from a CSV or XLSX file",
            description = """
                    先试运行，再正式导入；要么全部写入，要么都不写。
                    Columns: localUnit, localUnitKind, community, communityKind, pilot, homeName, address, longitude, latitude, \
                    openingHours, spaceM2 (or 镇街道园区, 镇街道园区类型, 社区, 社区类型, 试点, 青年之家, 地址, 经度, 纬度, 开放时间, 面积). \
                    All of it or nothing; the same file a second time changes nothing. \
                    也可用表单的 `file` 字段上传。 A form's field `file` is taken as well.""",
            operationId = "importPlaces",
            requestBody =
                    @io.swagger.v3.oas.annotations.parameters.RequestBody(
                            content = {
                                @Content(mediaType = "text/csv", schema = @Schema(type = "string")),
                                @Content(mediaType = XLSX, schema = @Schema(type = "string", format = "binary"))
                            }))
    Mono<PlaceImportView> importPlaces(
            Caller caller,
            @Parameter(description = "试运行 · true (the default) only says what would happen")
                    @RequestParam(defaultValue = "true")
                    boolean dryRun,
            @Parameter(hidden = true) @RequestBody Flux<DataBuffer> body) {
        return run(caller, dryRun, body);
    }

    /** The same as a form with one file. Client generators stumble over a form beside other media types, so it is only told of. */
    @Hidden
    @PostMapping(path = "/api/v1/place-imports", consumes = MediaType.MULTIPART_FORM_DATA_VALUE)
    @Access(value = Access.Who.RIGHT, right = Right.IMPORT_PLACES)
    Mono<PlaceImportView> importPlacesForm(
            Caller caller, @RequestParam(defaultValue = "true") boolean dryRun, @RequestPart("file") FilePart file) {
        return run(caller, dryRun, file.content());
    }

    private Mono<PlaceImportView> run(Caller caller, boolean dryRun, Flux<DataBuffer> body) {
        return rows(body)
                .flatMap(rows -> dryRun ? places.dryRun(caller.personId(), rows) : places.run(caller.personId(), rows))
                .map(PlaceImportController::view);
    }

    private static Mono<List<PlaceRow>> rows(Flux<DataBuffer> body) {
        return DataBufferUtils.join(body, PlaceSheet.MOST_BYTES)
                .map(buffer -> {
                    byte[] bytes = new byte[buffer.readableByteCount()];
                    buffer.read(bytes);
                    DataBufferUtils.release(buffer);
                    return bytes;
                })
                .onErrorMap(
                        DataBufferLimitException.class,
                        tooLarge -> Refusal.of(
                                Refusal.Kind.INVALID, "file_too_large", Map.of("max", PlaceSheet.MOST_BYTES)))
                .switchIfEmpty(Mono.error(() -> Refusal.of(Refusal.Kind.INVALID, "unreadable_file")))
                // Unpacking and reading a workbook takes its time; the event loop is not the place for it.
                .publishOn(Schedulers.boundedElastic())
                .map(PlaceSheet::read);
    }

    private static PlaceImportView view(PlaceReport report) {
        return new PlaceImportView(
                report.dryRun(),
                report.count(Outcome.CREATED),
                report.count(Outcome.CHANGED),
                report.count(Outcome.UNCHANGED),
                report.wrong(),
                report.lines().stream()
                        .map(line -> new PlaceImportLine(
                                line.number(),
                                line.localUnit(),
                                line.community(),
                                line.home(),
                                line.wrong().stream()
                                        .map(field -> new PlaceImportError(field.field(), field.code()))
                                        .toList()))
                        .toList());
    }
}
