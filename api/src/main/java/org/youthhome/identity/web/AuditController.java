package org.youthhome.identity.web;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Size;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.youthhome.audit.AuditLog;
import org.youthhome.identity.Access;
import org.youthhome.identity.Right;
import org.youthhome.kernel.Cursor;
import org.youthhome.kernel.Page;
import org.youthhome.territory.Territory;
import reactor.core.publisher.Mono;

@RestController
@RequestMapping("/api/v1/audit-entries")
@Tag(name = "audit")
class AuditController {

    private final AuditLog log;
    private final Territory territory;

    AuditController(AuditLog log, Territory territory) {
        this.log = log;
        this.territory = territory;
    }

    record AuditEntryView(
            UUID id,
            Instant at,
            @Nullable UUID actorId,
            String action,
            @Nullable UUID subjectId,
            @Nullable UUID placeId,
            Map<String, Object> details) {

        static AuditEntryView of(AuditLog.Entry entry) {
            return new AuditEntryView(
                    entry.id(),
                    entry.at(),
                    entry.actorId(),
                    entry.action(),
                    entry.subjectId(),
                    entry.placeId(),
                    entry.details());
        }
    }

    @GetMapping
    @Access(value = Access.Who.RIGHT, right = Right.READ_AUDIT)
    @Operation(
            operationId = "listAuditEntries",
            summary = "审计记录 · The audit log",
            description = "最新的在前；`placeId` 及其下级。 The newest first; at a place and below.")
    Mono<Page<AuditEntryView>> list(
            @RequestParam @Nullable UUID placeId,
            @RequestParam @Nullable @Size(max = 600) String after,
            @RequestParam(defaultValue = "20") @Min(1) @Max(Page.MOST) int limit) {
        Cursor cursor = after == null ? null : Cursor.parse(after, 1);
        Mono<Page<AuditLog.Entry>> page = placeId == null
                ? log.page(null, cursor, limit)
                : territory.tree().flatMap(tree -> log.page(tree.within(placeId), cursor, limit));
        return page.map(entries -> entries.map(AuditEntryView::of));
    }
}
