package org.youthhome.identity.web;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.youthhome.identity.Access;
import org.youthhome.identity.Caller;
import org.youthhome.identity.Consents;
import org.youthhome.identity.People;
import org.youthhome.identity.Person;
import org.youthhome.identity.Profile;
import org.youthhome.identity.Roles;
import org.youthhome.kernel.Refusal;
import reactor.core.publisher.Mono;

@RestController
@RequestMapping("/api/v1/me")
@Tag(name = "me")
class MeController {

    /** No control characters, and none that turn the direction of what follows. */
    private static final String ONE_LINE = "[^\\x00-\\x1f\\x7f-\\x9f\\u202A-\\u202E\\u2066-\\u2069]*";

    private final People people;
    private final Roles roles;
    private final Consents consents;

    MeController(People people, Roles roles, Consents consents) {
        this.people = people;
        this.roles = roles;
        this.consents = consents;
    }

    record ProfileRequest(
            @NotBlank @Size(max = 20) @Pattern(regexp = ONE_LINE) @Schema(example = "小江")
            String nickname,

            @Nullable
            @Size(max = 500)
            @Pattern(regexp = "https://[\\x21-\\x7e]+", message = "not_https")
            @Schema(description = "头像的 https 地址。An https address of a picture.")
            String avatar,

            @Nullable @Size(max = 20) @Schema(description = "会做什么，最多 20 项。What the person can do, at most 20.")
            List<@NotBlank @Size(max = 20) @Pattern(regexp = ONE_LINE) String> skills,

            @Nullable @Schema(description = "居住社区。Community of residence.")
            UUID communityId) {

        Profile profile() {
            return new Profile(nickname.strip(), avatar, skills == null ? List.of() : skills, communityId);
        }

        @Override
        public String toString() {
            return "ProfileRequest[…]";
        }
    }

    record ConsentRequest(
            @NotBlank @Size(max = 20) @Schema(example = "2026-11")
            String version) {}

    record ConsentView(String document, String version, Instant givenAt) {}

    record MeView(
            UUID id,
            String nickname,
            @Nullable String avatar,
            List<String> skills,
            @Nullable UUID communityId,
            List<RoleView> roles,
            List<ConsentView> consents,

            @Schema(description = "是否需要同意新的隐私说明。Whether the current privacy text has yet to be agreed to.")
            boolean consentNeeded,

            @Schema(description = "当前隐私说明的版本。Version of the current privacy text.", example = "2026-11")
            String privacyVersion) {

        @Override
        public String toString() {
            return "MeView[" + id + "]";
        }
    }

    @GetMapping
    @Access(Access.Who.PERSON)
    @Operation(operationId = "getMe", summary = "我的资料 · What is known of me")
    Mono<ResponseEntity<MeView>> me(Caller caller) {
        return people.get(caller.personId()).flatMap(this::answer);
    }

    @PutMapping
    @Access(Access.Who.PERSON)
    @Operation(
            operationId = "changeMe",
            summary = "修改我的资料 · Change what I say of myself",
            description = "可带 `If-Match`，防止覆盖别处的修改。 `If-Match` is optional and guards against lost changes.")
    Mono<ResponseEntity<MeView>> change(
            Caller caller,
            @Valid @RequestBody ProfileRequest request,
            @RequestHeader(name = HttpHeaders.IF_MATCH, required = false) @Nullable String ifMatch) {
        return people.change(caller.personId(), request.profile(), version(ifMatch))
                .flatMap(this::answer);
    }

    @PutMapping("/consents/{document}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @Access(Access.Who.PERSON)
    @Operation(
            operationId = "giveConsent",
            summary = "同意新的隐私说明 · Agree to the current text",
            description = "`document` 目前只有 `privacy`。 The only document so far is privacy.")
    Mono<Void> agree(Caller caller, @PathVariable String document, @Valid @RequestBody ConsentRequest request) {
        return consents.give(caller.personId(), document, request.version());
    }

    private Mono<ResponseEntity<MeView>> answer(Person person) {
        return Mono.zip(roles.of(person.id()), consents.of(person.id())).map(known -> ResponseEntity.ok()
                .eTag("\"" + person.version() + "\"")
                .body(new MeView(
                        person.id(),
                        person.displayName(),
                        person.avatarUrl(),
                        person.skills(),
                        person.communityId(),
                        known.getT1().stream().map(RoleView::of).toList(),
                        known.getT2().stream()
                                .map(given -> new ConsentView(given.document(), given.version(), given.givenAt()))
                                .toList(),
                        consents.needed(known.getT2()),
                        consents.currentPrivacyVersion())));
    }

    /** The version that an If-Match names; one that was never given out matches nothing. */
    private static @Nullable Integer version(@Nullable String ifMatch) {
        if (ifMatch == null || ifMatch.strip().equals("*")) {
            return null;
        }
        if (!ifMatch.strip().matches("\"\\d{1,9}\"")) {
            throw Refusal.of(Refusal.Kind.STALE, "changed_meanwhile");
        }
        return Integer.valueOf(ifMatch.strip().replace("\"", ""));
    }
}
