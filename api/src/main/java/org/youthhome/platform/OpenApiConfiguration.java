package org.youthhome.platform;

import io.swagger.v3.core.jackson.ModelResolver;
import io.swagger.v3.oas.models.Components;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.info.Info;
import io.swagger.v3.oas.models.info.License;
import io.swagger.v3.oas.models.security.SecurityScheme;
import io.swagger.v3.oas.models.servers.Server;
import io.swagger.v3.oas.models.tags.Tag;
import java.util.List;
import org.springdoc.core.customizers.OpenApiCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.server.WebFilter;
import reactor.core.scheduler.Schedulers;

/**
 * The contract as it is written down: {@code openapi.yaml} at the repository's root is what this says about the running
 * code, and a test compares the two.
 */
@Configuration(proxyBeanMethods = false)
class OpenApiConfiguration {

    static final String PERSON = "person";
    static final String SCREEN = "screen";
    static final String SCREEN_COOKIE = "screenCookie";

    /** Grows with the contract: the first number with what breaks clients, which then is a new base path. */
    private static final String VERSION = "1.0.0";

    private static final List<String> DOCUMENTATION = List.of("/v3/api-docs", "/swagger-ui", "/webjars/");

    private static final String DESCRIPTION = """
            青年之家：发现活动、报名、扫码签到、实时人数、志愿服务时长。
            Youth Homes: find activities, enrol, check in by scanning, live headcounts, minutes of service.

            - **登录 · Login**: `POST /api/v1/tokens` 用微信 `code` 换取令牌；此后每次请求带 `Authorization: Bearer …`。 \
            It exchanges WeChat's `code` for tokens; every request then carries `Authorization: Bearer …`.
            - **谁可以 · Who may**: 由角色与地点决定，先于请求正文判断（401、403）。每个操作的说明末尾写明。 \
            Decided by role and place before the body is read (401, 403); each operation's description ends with it.
            - **拒绝 · A no**: RFC 9457 `application/problem+json`；`code` 稳定不变，供程序判断；`detail` 是给人看的中文，\
            `Accept-Language: en` 得英文；`errors[]` 指出字段；`traceId` 供查询日志。 \
            `code` is stable and for programs, `detail` is Chinese for people (English with `Accept-Language: en`), \
            `errors[]` names fields, `traceId` finds the log. 具体数值按名称作为附加成员。 Named values are members beside them.
            - **列表 · Lists**: `{items, next}`；把 `next` 原样作为 `after` 传回即为下一页，没有 `next` 即为末页。 \
            Hand `next` back as `after` for the page that follows; the last page has none.
            - **格式 · Formats**: 标识为 UUID 字符串；时间为带时区的 ISO 8601；枚举值为小写；坐标为 GCJ-02。 \
            Ids are UUIDs, times ISO 8601 with offset, enum values lower case, coordinates GCJ-02. \
            写请求中的未知字段、重复字段和类型不符一律拒绝（400），正文不超过 64 KB（413）。 \
            Unknown or repeated fields and values of another type are refused (400), so are bodies above 64 KB (413). \
            值为空的字段不出现在答复里。 A field without a value is absent from an answer.
            - **跟踪 · Tracing**: 每个答复带 `Trace-Id`；可以传入 W3C `traceparent`。 \
            Every answer has a `Trace-Id`; a W3C `traceparent` is taken over.
            """;

    /** The groups of operations in the order in which people meet them; a client has one class for each. */
    private static final List<Tag> TAGS = List.of(
            tag("login", "登录 · Log in with WeChat, and stay logged in"),
            tag("me", "我的资料与同意 · What I say of myself and what I agreed to"),
            tag("places", "项目、社区与青年之家 · Programmes, communities and homes"),
            tag("activities", "活动：查找、编写、发布 · Find, write and publish activities"),
            tag("publishing", "发布：草稿、照上次、模板、重复场次、定时发布、小结 · Drafts, copies, templates, series, publishing at a time"),
            tag("sharing", "分享：链接、小程序码、海报 · Pass an activity on: links, codes, posters"),
            tag("calendars", "日历订阅 · Calendars to subscribe to (iCalendar)"),
            tag("photos", "照片 · Photos, checked before others see them"),
            tag("content-reviews", "内容人工审核 · Texts and photos that a person looks at before others do"),
            tag("notices", "我的通知：报名后的变动 · What I am told of what I am enrolled in"),
            tag("public-holidays", "节假日与调休 · Public holidays, and weekends that are workdays"),
            tag("enrolment", "报名 · Take a place, and give it up"),
            tag("check-in", "签到与签退：轮换码、票、代签、名单 · Codes, tickets, check-ins, check-outs and the roster"),
            tag("headcount", "实时人数 · Live headcount"),
            tag("screens", "大屏：配对与事件流 · Wall screens, paired by a worker"),
            tag("service-records", "志愿服务记录 · Minutes of service"),
            tag("today", "今日一览 · Today at a glance, for whoever looks after places"),
            tag("roles", "角色：邀请、接受、结束 · How a person becomes a worker, and stops being one"),
            tag("complaints", "投诉与建议 · Complaints and suggestions"),
            tag("audit", "审计 · Who did what"),
            tag("wechat", "微信回调 · What WeChat itself calls"));

    OpenApiConfiguration() {
        // A list of values has a name of its own, which clients turn into a type of its own.
        ModelResolver.enumsAsRef = true;
    }

    @Bean
    OpenAPI contract() {
        return new OpenAPI()
                .info(new Info()
                        .title("青年之家 · Youth Homes")
                        .version(VERSION)
                        .description(DESCRIPTION)
                        .license(new License().name("Apache-2.0").url("https://www.apache.org/licenses/LICENSE-2.0")))
                .servers(List.of(new Server().url("/").description("本服务 · wherever this was read")))
                .tags(TAGS)
                .components(
                        new Components()
                                .addSecuritySchemes(
                                        PERSON,
                                        bearer("JWT")
                                                .description(
                                                        "`POST /api/v1/tokens` 的 `accessToken` · The `accessToken` of a login"))
                                .addSecuritySchemes(
                                        SCREEN,
                                        bearer("scr_…")
                                                .description(
                                                        "大屏自己的 `deviceToken`，只能看它的场次 ·"
                                                                + " A wall screen's own `deviceToken`, which only shows its occurrence"))
                                .addSecuritySchemes(
                                        SCREEN_COOKIE,
                                        new SecurityScheme()
                                                .type(SecurityScheme.Type.APIKEY)
                                                .in(SecurityScheme.In.COOKIE)
                                                .name(Authenticator.SCREEN_COOKIE)
                                                .description(
                                                        "同上，供不能带请求头的事件流 · The same, for event streams that cannot send headers")));
    }

    /** Runs last, when everything is there: the order of things must not depend on the order of beans. */
    @Bean
    OpenApiCustomizer contractInOrder(AddressLimits limits) {
        return new ContractOrder(limits);
    }

    /** What shows the documentation reads classes and jars while it answers, which is not for an event loop. */
    @Bean
    WebFilter documentationBesideTheEventLoop() {
        return (exchange, chain) -> {
            String path = exchange.getRequest().getPath().value();
            return DOCUMENTATION.stream().anyMatch(path::startsWith)
                    ? chain.filter(exchange).subscribeOn(Schedulers.boundedElastic())
                    : chain.filter(exchange);
        };
    }

    private static SecurityScheme bearer(String format) {
        return new SecurityScheme()
                .type(SecurityScheme.Type.HTTP)
                .scheme("bearer")
                .bearerFormat(format);
    }

    private static Tag tag(String name, String description) {
        return new Tag().name(name).description(description);
    }
}
