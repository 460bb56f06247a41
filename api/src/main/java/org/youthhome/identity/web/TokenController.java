package org.youthhome.identity.web;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Size;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.youthhome.identity.Access;
import org.youthhome.identity.CurrentSession;
import org.youthhome.identity.Sessions;
import reactor.core.publisher.Mono;

@RestController
@RequestMapping("/api/v1/tokens")
@Tag(name = "login")
class TokenController {

    private final Sessions sessions;

    TokenController(Sessions sessions) {
        this.sessions = sessions;
    }

    record LoginRequest(
            @NotBlank
            @Size(max = 128)
            @Schema(description = "wx.login 得到的 code。The code that wx.login gives.", example = "demo:volunteer-1")
            String code,

            @Valid @Nullable AgreedTexts consent) {

        @Override
        public String toString() {
            return "LoginRequest[…]";
        }
    }

    @Schema(description = "已同意的文本版本；不写即为当前版本。Versions that were agreed to; the current one unless stated.")
    record AgreedTexts(
            @NotBlank @Size(max = 20) @Schema(example = "2026-11")
            String privacy) {}

    record RefreshRequest(@NotBlank @Size(max = 128) String refreshToken) {

        @Override
        public String toString() {
            return "RefreshRequest[…]";
        }
    }

    record TokensView(
            String accessToken,
            String refreshToken,

            @Schema(description = "访问令牌的秒数。Seconds that the access token is good.", example = "600")
            long expiresIn,

            PersonView person) {

        static TokensView of(Sessions.Session session) {
            return new TokensView(
                    session.accessToken().value(),
                    session.refreshToken(),
                    session.accessToken().seconds(),
                    new PersonView(
                            session.person().id(),
                            session.person().displayName(),
                            session.roles().stream().map(RoleView::of).toList(),
                            session.consentNeeded()));
        }

        @Override
        public String toString() {
            return "TokensView[…]";
        }
    }

    record PersonView(
            UUID id,
            String displayName,
            List<RoleView> roles,

            @Schema(description = "是否需要同意新的隐私说明。Whether the current privacy text has yet to be agreed to.")
            boolean consentNeeded) {}

    @PostMapping
    @ResponseStatus(HttpStatus.CREATED)
    @Access(Access.Who.ANYONE)
    @Operation(
            operationId = "logIn",
            summary = "微信登录 · Log in with WeChat",
            description = "首次登录即记录对当前隐私说明的同意，客户端应先展示并取得同意。"
                    + " The first login records the consent to the current privacy text: show it and ask before.")
    Mono<TokensView> logIn(@Valid @RequestBody LoginRequest request) {
        AgreedTexts consent = request.consent();
        return sessions.begin(request.code(), consent == null ? null : consent.privacy())
                .map(TokensView::of);
    }

    @PostMapping("/refresh")
    @Access(Access.Who.ANYONE)
    @Operation(
            operationId = "refreshTokens",
            summary = "换新令牌 · Exchange a refresh token",
            description = "旧令牌 30 秒内重发得到同一个新令牌，之后再用则整个登录失效。"
                    + " Within 30 s the old one gets the same successor; later reuse ends the login.")
    Mono<TokensView> refresh(@Valid @RequestBody RefreshRequest request) {
        return sessions.refresh(request.refreshToken()).map(TokensView::of);
    }

    @DeleteMapping("/current")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @Access(Access.Who.PERSON)
    @Operation(operationId = "signOut", summary = "退出登录 · Sign out")
    Mono<Void> signOut(CurrentSession session) {
        return sessions.end(session);
    }
}
