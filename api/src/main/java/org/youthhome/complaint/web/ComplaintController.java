package org.youthhome.complaint.web;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.youthhome.complaint.Complaints;
import org.youthhome.complaint.Complaints.About;
import org.youthhome.complaint.Complaints.Complaint;
import org.youthhome.identity.Access;
import org.youthhome.identity.Caller;
import reactor.core.publisher.Mono;

@RestController
@RequestMapping("/api/v1/complaints")
@Tag(name = "complaints")
class ComplaintController {

    private final Complaints complaints;

    ComplaintController(Complaints complaints) {
        this.complaints = complaints;
    }

    record ComplaintRequest(
            @NotNull @Schema(example = "activity") About about,

            @Nullable @Schema(description = "所说的活动、青年之家等。The thing it is about.")
            UUID subjectId,

            @NotBlank @Size(max = 2000) String text,

            @Nullable @Size(max = 100) @Schema(description = "怎样答复您；加密保存。How to answer; kept encrypted.")
            String contact) {

        @Override
        public String toString() {
            return "ComplaintRequest[…]";
        }
    }

    record ComplaintView(UUID id) {}

    @PostMapping
    @ResponseStatus(HttpStatus.CREATED)
    @Access(Access.Who.ANYONE)
    @Operation(
            operationId = "createComplaint",
            summary = "投诉或建议 · Complain or suggest",
            description = "不必登录。 No login is needed.")
    Mono<ComplaintView> complain(@Nullable Caller caller, @Valid @RequestBody ComplaintRequest request) {
        return complaints
                .take(new Complaint(
                        caller == null ? null : caller.personId(),
                        request.about(),
                        request.subjectId(),
                        request.text(),
                        request.contact()))
                .map(ComplaintView::new);
    }
}
