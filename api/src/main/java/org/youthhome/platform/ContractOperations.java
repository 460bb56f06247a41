package org.youthhome.platform;

import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.oas.models.media.StringSchema;
import io.swagger.v3.oas.models.parameters.Parameter;
import io.swagger.v3.oas.models.security.SecurityRequirement;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springdoc.core.customizers.OperationCustomizer;
import org.springdoc.core.customizers.ParameterCustomizer;
import org.springframework.core.MethodParameter;
import org.springframework.stereotype.Component;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ValueConstants;
import org.springframework.web.method.HandlerMethod;
import org.youthhome.identity.Access;
import org.youthhome.identity.Caller;
import org.youthhome.identity.Right;
import org.youthhome.identity.Role;
import org.youthhome.identity.SharedAnswer;

/** Says of every operation who may call it, out of the same {@link Access} by which {@link AccessRules} decides. */
@Component
class ContractOperations implements OperationCustomizer, ParameterCustomizer {

    /** Who may, for programs: {@code who} and, where it takes one, {@code rights}. */
    static final String EXTENSION = "x-access";

    private static final Map<Role, String> CHINESE = Map.of(
            Role.COMMUNITY_WORKER, "社区工作者",
            Role.LOCAL_UNIT_LEAGUE, "镇街园区团组织",
            Role.CITY_LEAGUE, "团市委",
            Role.AUDITOR, "审计员");

    /** What parameters of these names always mean. */
    private static final Map<String, String> WORDS = Map.ofEntries(
            Map.entry("limit", "最多几条 · At most so many items"),
            Map.entry("after", "上一页的 `next` · The `next` of the page before"),
            Map.entry("If-Match", "读到的 `ETag` · The `ETag` that was read"),
            Map.entry("Last-Event-ID", "断线前最后收到的 id · The last id that was received"),
            Map.entry("communityId", "只要这个社区的 · Only of this community"),
            Map.entry("localUnitId", "只要这个镇街园区的 · Only of this local unit"),
            Map.entry("youthHomeId", "只要这个青年之家的 · Only of this home"),
            Map.entry("placeId", "这个地点及其下级 · This place and all below it"),
            Map.entry("programme", "只要这个项目的 · Only of this programme"),
            Map.entry("pilot", "只要（或不要）试点社区 · Only, or without, pilot communities"),
            Map.entry("names", "姓名打码或全名 · Masked or whole names"),
            Map.entry("state", "审核状态 · State of the review"),
            Map.entry("code", "扫到的签到码 · The scanned code"),
            Map.entry("token", "邀请链接中的令牌 · The token of the invitation's link"),
            Map.entry("document", "文本名称，目前只有 `privacy` · Name of the text, so far only `privacy`"),
            Map.entry("pairingCode", "大屏上的配对码 · The pairing code on the screen"));

    @Override
    public Operation customize(Operation operation, HandlerMethod handler) {
        Access access = handler.getMethodAnnotation(Access.class);
        if (access == null || hasExtension(operation)) {
            return operation;
        }
        Map<String, Object> said = new LinkedHashMap<>();
        said.put("who", low(access.value()));
        if (access.right().length > 0) {
            said.put(
                    "rights",
                    Arrays.stream(access.right()).map(ContractOperations::low).toList());
        }
        operation.addExtension(EXTENSION, said);
        String description = operation.getDescription() == null
                ? ""
                : operation.getDescription().strip() + "\n\n";
        operation.setDescription(description + shared(handler) + who(access, knowsCaller(handler)));
        operation.setSecurity(security(access.value(), knowsCaller(handler)));
        return operation;
    }

    /** Also where a controller takes any text, so that an id nobody could have given is simply not found. */
    @Override
    public @Nullable Parameter customize(@Nullable Parameter parameter, MethodParameter java) {
        if (parameter == null) {
            return null;
        }
        var said = java.getParameterAnnotation(io.swagger.v3.oas.annotations.Parameter.class);
        if (java.isOptional() && (said == null || !said.required())) {
            parameter.setRequired(false);
        }
        if (java.hasParameterAnnotation(PathVariable.class) && "id".equals(parameter.getName())) {
            Schema<String> id = new StringSchema();
            id.setFormat("uuid");
            parameter.setSchema(id);
        }
        if (parameter.getDescription() == null || parameter.getDescription().isBlank()) {
            parameter.setDescription(WORDS.get(parameter.getName()));
        }
        RequestParam query = java.getParameterAnnotation(RequestParam.class);
        Schema<?> schema = parameter.getSchema();
        if (query != null
                && schema != null
                && schema.get$ref() != null
                && !ValueConstants.DEFAULT_NONE.equals(query.defaultValue())) {
            // Beside a reference nothing else would count.
            Schema<Object> withDefault = new Schema<>();
            withDefault.addAllOfItem(schema);
            withDefault.setDefault(query.defaultValue());
            parameter.setSchema(withDefault);
        }
        return parameter;
    }

    /** What {@link #customize(Operation, HandlerMethod)} has said of an operation. */
    static String who(Operation operation) {
        return operation.getExtensions() != null
                        && operation.getExtensions().get(EXTENSION) instanceof Map<?, ?> said
                        && said.get("who") instanceof String who
                ? who
                : "";
    }

    private static boolean hasExtension(Operation operation) {
        return operation.getExtensions() != null && operation.getExtensions().containsKey(EXTENSION);
    }

    private static boolean knowsCaller(HandlerMethod handler) {
        return Arrays.stream(handler.getMethodParameters())
                .anyMatch(parameter -> parameter.getParameterType() == Caller.class);
    }

    private static String shared(HandlerMethod handler) {
        return handler.getMethodAnnotation(SharedAnswer.class) == null
                ? ""
                : "最多晚一秒；带 ETag，可用 If-None-Match 询问是否有变。"
                        + " At most a second old; has an ETag: ask again with If-None-Match.\n\n";
    }

    private static String who(Access access, boolean knowsCaller) {
        String who =
                switch (access.value()) {
                    case ANYONE ->
                        knowsCaller ? "任何人，登录可选。 Anyone; a login is optional." : "任何人，无需登录。 Anyone, without a login.";
                    case PERSON -> "已登录者。 Whoever is logged in.";
                    case SCREEN -> "大屏。 A wall screen.";
                    case RIGHT -> holders(access);
                    case SCREEN_OR_RIGHT ->
                        "已配对到该场次的大屏；" + holders(access).replace(" Who", " A screen paired to it, or who");
                };
        return "**谁可以 · Who may**: " + who;
    }

    private static String holders(Access access) {
        List<Role> roles = Arrays.stream(Role.values())
                .filter(role -> Arrays.stream(access.right()).anyMatch(role::grants))
                .toList();
        return "当地或其上级的"
                + roles.stream().map(CHINESE::get).collect(Collectors.joining("、"))
                + "。 Who holds, at the place or above it, a role of "
                + roles.stream().map(role -> "`" + low(role) + "`").collect(Collectors.joining(", "))
                + " ("
                + Arrays.stream(access.right())
                        .map((Right right) -> "`" + low(right) + "`")
                        .collect(Collectors.joining(", "))
                + ").";
    }

    private static List<SecurityRequirement> security(Access.Who who, boolean knowsCaller) {
        SecurityRequirement person = new SecurityRequirement().addList(OpenApiConfiguration.PERSON);
        SecurityRequirement screen = new SecurityRequirement().addList(OpenApiConfiguration.SCREEN);
        SecurityRequirement cookie = new SecurityRequirement().addList(OpenApiConfiguration.SCREEN_COOKIE);
        return switch (who) {
            case ANYONE -> knowsCaller ? List.of(new SecurityRequirement(), person) : List.of();
            case PERSON, RIGHT -> List.of(person);
            case SCREEN -> List.of(screen, cookie);
            case SCREEN_OR_RIGHT -> List.of(person, screen, cookie);
        };
    }

    private static String low(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
