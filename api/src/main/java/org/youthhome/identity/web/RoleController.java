package org.youthhome.identity.web;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.youthhome.identity.Access;
import org.youthhome.identity.Caller;
import org.youthhome.identity.CityClaims;
import org.youthhome.identity.Right;
import org.youthhome.identity.Role;
import org.youthhome.identity.RoleInvitations;
import org.youthhome.identity.Roles;
import org.youthhome.identity.web.RoleView.PlaceView;
import org.youthhome.kernel.Cursor;
import org.youthhome.kernel.Ids;
import org.youthhome.kernel.Page;
import org.youthhome.kernel.PublicAddress;
import org.youthhome.kernel.Refusal;
import reactor.core.publisher.Mono;

@RestController
@RequestMapping("/api/v1")
@Tag(name = "roles")
class RoleController {

    private final Roles roles;
    private final RoleInvitations invitations;
    private final CityClaims claims;
    private final PublicAddress address;

    RoleController(Roles roles, RoleInvitations invitations, CityClaims claims, PublicAddress address) {
        this.roles = roles;
        this.invitations = invitations;
        this.claims = claims;
        this.address = address;
    }

    record InvitationRequest(
            @NotNull @Schema(example = "community_worker") Role role,

            @NotNull UUID placeId) {}

    record InvitationView(
            String token,

            @Schema(description = "做成二维码给对方扫。To be shown as a QR code.")
            String url,

            Role role,
            PlaceView place,
            Instant expiresAt) {

        @Override
        public String toString() {
            return "InvitationView[…]";
        }
    }

    record ClaimRequest(
            @NotBlank @Size(max = 40) String code,

            @Nullable @Size(min = 1, max = 60) @Schema(description = "还没有城市时必填。Needed while there is no city yet.")
            String cityName) {

        @Override
        public String toString() {
            return "ClaimRequest[…]";
        }
    }

    record AppointmentView(
            UUID id,
            HolderView person,
            Role role,
            PlaceView place,
            @Nullable UUID grantedBy,
            Instant grantedAt) {

        static AppointmentView of(Roles.Appointment appointment) {
            return new AppointmentView(
                    appointment.id(),
                    new HolderView(appointment.personId(), appointment.displayName()),
                    appointment.role(),
                    PlaceView.of(appointment.place()),
                    appointment.grantedBy(),
                    appointment.grantedAt());
        }
    }

    record HolderView(UUID id, String displayName) {}

    @PostMapping("/role-invitations")
    @ResponseStatus(HttpStatus.CREATED)
    @Access(
            value = Access.Who.RIGHT,
            right = {Right.INVITE_WORKER, Right.INVITE_LOCAL_UNIT, Right.INVITE_CITY})
    @Operation(
            operationId = "createRoleInvitation",
            summary = "邀请担任角色 · Invite somebody into a role",
            description = "链接 24 小时内有效，只能用一次。 The link is good once, for 24 hours.")
    Mono<InvitationView> invite(Caller caller, @Valid @RequestBody InvitationRequest request) {
        return invitations
                .invite(caller.personId(), request.role(), request.placeId())
                .map(made -> new InvitationView(
                        made.token(),
                        address.link("/i/" + made.token()),
                        made.role(),
                        PlaceView.of(made.place()),
                        made.expiresAt()));
    }

    @PostMapping("/role-invitations/{token}/accept")
    @Access(Access.Who.PERSON)
    @Operation(operationId = "acceptRoleInvitation", summary = "接受邀请 · Accept an invitation")
    Mono<RoleView> accept(Caller caller, @PathVariable String token) {
        return invitations.accept(caller.personId(), token).map(RoleView::of);
    }

    @GetMapping("/roles")
    @Access(value = Access.Who.RIGHT, right = Right.SEE_ROLES)
    @Operation(
            operationId = "listRoles",
            summary = "谁担任什么角色 · Who holds which role",
            description = "`placeId` 及其下级；不写则为本人能看的全部。每次查看都有记录。"
                    + " At a place and below, or wherever the caller may look. Every look is audited.")
    Mono<Page<AppointmentView>> list(
            Caller caller,
            @RequestParam @Nullable UUID placeId,
            @RequestParam @Nullable @Size(max = 600) String after,
            @RequestParam(defaultValue = "20") @Min(1) @Max(Page.MOST) int limit) {
        Cursor cursor = after == null ? null : Cursor.parse(after, 1);
        return roles.list(caller.personId(), placeId, cursor, limit).map(page -> page.map(AppointmentView::of));
    }

    @DeleteMapping("/roles/{id}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @Access(Access.Who.PERSON)
    @Operation(
            operationId = "endRole",
            summary = "结束角色 · End a role",
            description = "本人或上级可以；最后一位市级管理员不能退出。"
                    + " By oneself or somebody above; the last person of the city office stays.")
    Mono<Void> end(Caller caller, @PathVariable String id) {
        return Ids.parse(id)
                .switchIfEmpty(Mono.error(() -> Refusal.notFound("role")))
                .flatMap(roleId -> roles.end(caller.personId(), roleId));
    }

    @PostMapping("/city-claims")
    @ResponseStatus(HttpStatus.CREATED)
    @Access(Access.Who.PERSON)
    @Operation(
            operationId = "claimCity",
            summary = "认领空系统 · Claim an empty system",
            description = "认领码印在启动日志里，只能用一次。 The code stands in the start-up log and is good once.")
    Mono<RoleView> claim(Caller caller, @Valid @RequestBody ClaimRequest request) {
        return claims.claim(caller.personId(), request.code(), request.cityName())
                .map(RoleView::of);
    }
}
