package org.youthhome.platform;

import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.PathItem;
import io.swagger.v3.oas.models.Paths;
import io.swagger.v3.oas.models.headers.Header;
import io.swagger.v3.oas.models.media.ArraySchema;
import io.swagger.v3.oas.models.media.Content;
import io.swagger.v3.oas.models.media.IntegerSchema;
import io.swagger.v3.oas.models.media.MediaType;
import io.swagger.v3.oas.models.media.ObjectSchema;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.oas.models.media.StringSchema;
import io.swagger.v3.oas.models.parameters.Parameter;
import io.swagger.v3.oas.models.responses.ApiResponse;
import io.swagger.v3.oas.models.responses.ApiResponses;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springdoc.core.customizers.OpenApiCustomizer;
import org.springframework.http.HttpHeaders;

/** Adds how operations say no, and brings everything into an order that is the same on every machine. */
final class ContractOrder implements OpenApiCustomizer {

    private static final String PROBLEM = "Problem";
    private static final String FIELD_PROBLEM = "FieldProblem";
    private static final String SCHEMAS = "#/components/schemas/";

    /** How a no is called, by its status. */
    private static final Map<Integer, No> NOES = new TreeMap<>(Map.of(
            400, new No("BadRequest", "请求无法读懂：JSON 不合法、未知字段或参数 · The request cannot be understood"),
            401, new No("Unauthenticated", "没有登录，或令牌已失效 · Nobody is logged in, or the token is no longer good"),
            403, new No("Forbidden", "不允许：角色或地点不符 · Not allowed: another role or place is needed"),
            404, new No("NotFound", "没有这个东西 · There is no such thing"),
            409, new No("Conflict", "现在的状态不允许；`code` 说明原因 · Its state does not allow it now; `code` says why"),
            412, new No("Stale", "`If-Match` 不符：别处已修改 · It was changed meanwhile"),
            422, new No("Invalid", "字段不合规则，见 `errors` · Fields break their rules, see `errors`"),
            428, new No("VersionNeeded", "须带 `If-Match` · `If-Match` is needed"),
            429, new No("TooManyRequests", "请求太多，`Retry-After` 秒后再试 · Too many requests, later is fine"),
            503, new No("Unavailable", "暂时不可用，`Retry-After` 秒后再试 · Away for the moment, later is fine")));

    private static final Map<String, String> YESES = Map.of(
            "200", "成功 · Done",
            "201", "已建立 · Made",
            "202", "已收下，等人审核 · Taken in; a person reads it first",
            "204", "成功，没有内容 · Done, and nothing to say");

    private final AddressLimits limits;

    private record No(String name, String description) {}

    ContractOrder(AddressLimits limits) {
        this.limits = limits;
    }

    @Override
    public void customise(OpenAPI api) {
        describeProblems(api);
        Set<String> sent = new HashSet<>();
        Paths paths = new Paths();
        new TreeMap<>(api.getPaths()).forEach((path, item) -> {
            item.readOperationsMap().forEach((method, operation) -> {
                describe(path, method, operation);
                if (operation.getRequestBody() != null) {
                    operation.getRequestBody().setRequired(true);
                    collect(operation.getRequestBody().getContent(), sent);
                }
            });
            if (item.readOperations().stream().anyMatch(ContractOrder::looksAtVersions)) {
                item.readOperations().forEach(ContractOrder::tellsVersion);
            }
            paths.addPathItem(path, item);
        });
        api.setPaths(paths);
        Map<String, Schema> schemas =
                new LinkedHashMap<>(new TreeMap<>(api.getComponents().getSchemas()));
        refuseUnknownFields(schemas, sent);
        api.getComponents().setSchemas(schemas);
    }

    private void describe(String path, PathItem.HttpMethod method, Operation operation) {
        ApiResponses responses = operation.getResponses();
        noes(path, method, operation).forEach(status -> {
            String code = String.valueOf(status);
            if (responses.get(code) == null || responses.get(code).get$ref() == null) {
                responses.addApiResponse(code, ref(status));
            }
        });
        ApiResponses inOrder = new ApiResponses();
        new TreeMap<>(responses).forEach((status, response) -> {
            if (response.get$ref() == null && YESES.containsKey(status) && isUnsaid(response.getDescription())) {
                response.setDescription(YESES.get(status));
            }
            inOrder.addApiResponse(status, response);
        });
        operation.setResponses(inOrder);
    }

    private static boolean isUnsaid(@Nullable String description) {
        return description == null || description.matches("[A-Za-z ]*");
    }

    private Set<Integer> noes(String path, PathItem.HttpMethod method, Operation operation) {
        String who = ContractOperations.who(operation);
        List<Parameter> parameters = operation.getParameters() == null ? List.of() : operation.getParameters();
        boolean body = operation.getRequestBody() != null;
        boolean write = method != PathItem.HttpMethod.GET;
        Set<Integer> noes = new HashSet<>(Set.of(503));
        if (body || parameters.stream().anyMatch(parameter -> !"header".equals(parameter.getIn()))) {
            noes.add(400);
        }
        if (body || parameters.stream().anyMatch(parameter -> "query".equals(parameter.getIn()))) {
            noes.add(422);
        }
        boolean login = path.startsWith("/api/v1/tokens") && method == PathItem.HttpMethod.POST;
        boolean nobody = "anyone".equals(who);
        if (!nobody || login || !operation.getSecurity().isEmpty()) {
            noes.add(401);
        }
        if (!nobody) {
            noes.add(403);
        }
        if (parameters.stream().anyMatch(parameter -> "path".equals(parameter.getIn()))) {
            noes.add(404);
        }
        if (write && !nobody && !path.startsWith("/api/v1/tokens")) {
            noes.add(409);
        }
        parameters.stream()
                .filter(parameter -> HttpHeaders.IF_MATCH.equals(parameter.getName()))
                .forEach(parameter -> {
                    noes.add(412);
                    if (Boolean.TRUE.equals(parameter.getRequired())) {
                        noes.add(428);
                    }
                });
        if (write && limits.has(path)) {
            noes.add(429);
        }
        return noes;
    }

    private static boolean looksAtVersions(Operation operation) {
        return operation.getParameters() != null
                && operation.getParameters().stream()
                        .anyMatch(parameter -> HttpHeaders.IF_MATCH.equals(parameter.getName()));
    }

    private static void tellsVersion(Operation operation) {
        operation.getResponses().forEach((status, response) -> {
            if (status.startsWith("2") && response.get$ref() == null) {
                response.addHeaderObject(
                        HttpHeaders.ETAG,
                        new Header()
                                .description("版本，用于 `If-Match` · Version, for `If-Match`")
                                .schema(new StringSchema()));
            }
        });
    }

    private static ApiResponse ref(int status) {
        return new ApiResponse()
                .$ref("#/components/responses/"
                        + Objects.requireNonNull(NOES.get(status)).name());
    }

    private static void describeProblems(OpenAPI api) {
        api.getComponents().addSchemas(FIELD_PROBLEM, fieldProblem()).addSchemas(PROBLEM, problem());
        Map<String, ApiResponse> noes = new LinkedHashMap<>();
        NOES.forEach((status, no) -> {
            ApiResponse response = new ApiResponse()
                    .description(no.description())
                    .content(new Content()
                            .addMediaType(
                                    "application/problem+json",
                                    new MediaType().schema(new Schema<>().$ref(SCHEMAS + PROBLEM))));
            if (status == 429 || status == 503) {
                response.addHeaderObject(
                        HttpHeaders.RETRY_AFTER,
                        new Header().description("秒 · Seconds").schema(new IntegerSchema().format("int64")));
            }
            noes.put(no.name(), response);
        });
        api.getComponents().setResponses(new TreeMap<>(noes));
    }

    private static Schema<?> problem() {
        return new ObjectSchema()
                .description(
                        "拒绝（RFC 9457）；相关数值按名称作为附加成员 · A no; the values it speaks of are further members by their names")
                .addProperty(
                        "type",
                        text("解释该 code 的页面 · Page that explains the code").format("uri-reference"))
                .addProperty("title", text("类别 · The sort of no"))
                .addProperty(
                        "status",
                        new IntegerSchema()
                                .description("HTTP 状态码 · HTTP status")
                                .example(409))
                .addProperty(
                        "code",
                        text("稳定的原因，供程序判断 · Stable reason, for programs").example("expired_code"))
                .addProperty("detail", text("给人看的话 · Words for people"))
                .addProperty(
                        "errors",
                        new ArraySchema()
                                .items(new Schema<>().$ref(SCHEMAS + FIELD_PROBLEM))
                                .description("哪些字段不对 · Which fields are wrong"))
                .addProperty("traceId", text("日志中的标识 · What the log knows the request by"))
                .required(List.of("type", "title", "status", "code", "detail", "traceId"));
    }

    private static Schema<?> fieldProblem() {
        return new ObjectSchema()
                .description("一个字段的问题 · What is wrong with one field")
                .addProperty(
                        "field",
                        text("正文中的路径或参数名 · Path in the body, or a parameter's name")
                                .example("occurrences[0].endsAt"))
                .addProperty("code", text("稳定的原因 · Stable reason").example("required"))
                .addProperty("detail", text("给人看的话 · Words for people"))
                .required(List.of("field", "code", "detail"));
    }

    private static Schema<?> text(String description) {
        return new StringSchema().description(description);
    }

    /** What clients send is refused with a field that the contract does not have. */
    private static void refuseUnknownFields(Map<String, Schema> schemas, Set<String> sent) {
        Deque<String> left = new ArrayDeque<>(sent);
        while (!left.isEmpty()) {
            Schema<?> schema = schemas.get(left.pop());
            if (schema == null || schema.getProperties() == null) {
                continue;
            }
            schema.setAdditionalProperties(false);
            Set<String> within = new HashSet<>();
            schema.getProperties().values().forEach(property -> collect(property, within));
            within.stream().filter(sent::add).forEach(left::push);
        }
    }

    private static void collect(@Nullable Content content, Set<String> names) {
        if (content != null) {
            content.values().forEach(type -> collect(type.getSchema(), names));
        }
    }

    private static void collect(@Nullable Schema<?> schema, Set<String> names) {
        if (schema == null) {
            return;
        }
        if (schema.get$ref() != null) {
            names.add(schema.get$ref().substring(SCHEMAS.length()));
        }
        collect(schema.getItems(), names);
    }
}
