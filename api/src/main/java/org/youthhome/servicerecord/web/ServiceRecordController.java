package org.youthhome.servicerecord.web;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.youthhome.identity.Access;
import org.youthhome.identity.Caller;
import org.youthhome.kernel.Page;
import org.youthhome.servicerecord.ServiceRecords;
import org.youthhome.servicerecord.ServiceRecords.ServiceRecord;
import reactor.core.publisher.Mono;

@RestController
@Tag(name = "service-records")
class ServiceRecordController {

    private final ServiceRecords records;

    ServiceRecordController(ServiceRecords records) {
        this.records = records;
    }

    /** Own records, with the two totals that never mix. */
    record ServiceRecordsView(
            List<ServiceRecord> items, @Nullable String next, long scannedMinutes, long enteredMinutes) {}

    @GetMapping("/api/v1/me/service-records")
    @Access(Access.Who.PERSON)
    @Operation(
            operationId = "listMyServiceRecords",
            summary = "我的志愿服务记录 · My service records",
            description = "扫码时长与录入时长分开合计，单位分钟。Scanned and entered minutes are two totals.")
    Mono<ServiceRecordsView> mine(
            @RequestParam(defaultValue = "20") @Min(1) @Max(Page.MOST) int limit,
            @RequestParam(required = false) @Nullable String after,
            Caller caller) {
        return records.of(caller.personId(), after, limit)
                .zipWith(records.totals(caller.personId()))
                .map(both -> new ServiceRecordsView(
                        both.getT1().items(),
                        both.getT1().next(),
                        both.getT2().scannedMinutes(),
                        both.getT2().enteredMinutes()));
    }
}
