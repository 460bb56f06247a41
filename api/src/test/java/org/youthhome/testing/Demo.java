package org.youthhome.testing;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import javax.imageio.ImageIO;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.core.env.Environment;
import org.springframework.http.HttpHeaders;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.test.web.reactive.server.EntityExchangeResult;
import org.springframework.test.web.reactive.server.WebTestClient;
import org.youthhome.identity.Rights;
import org.youthhome.identity.Role;
import org.youthhome.kernel.Ids;
import org.youthhome.kernel.PublicChange;
import org.youthhome.kernel.Times;
import org.youthhome.territory.Territory;
import tools.jackson.databind.JsonNode;

/**
 * Clients for tests, signed in by the simulated WeChat, and a small territory: one city, two local units ({@link #NORTH},
 * {@link #SOUTH}), two communities in the first ({@link #RIVERSIDE}, {@link #HILLSIDE}) and one in the second
 * ({@link #NEWTOWN}).
 */
public final class Demo {

    public static final String CITY = "演示市";
    public static final String NORTH = "演示北街道";
    public static final String SOUTH = "演示南镇";
    public static final String RIVERSIDE = "演示江畔社区";
    public static final String HILLSIDE = "演示山前社区";
    public static final String NEWTOWN = "演示新苑社区";

    private static final String API = "/api/v1";

    private final Environment environment;
    private final DatabaseClient database;
    private final Ids ids;
    private final Rights rights;
    private final Territory territory;
    private final ApplicationEventPublisher events;

    Demo(
            Environment environment,
            DatabaseClient database,
            Ids ids,
            Rights rights,
            Territory territory,
            ApplicationEventPublisher events) {
        this.environment = environment;
        this.database = database;
        this.ids = ids;
        this.rights = rights;
        this.territory = territory;
        this.events = events;
        settle();
    }

    /**
     * Somebody who is signed in.
     *
     * @param http sends the person's token; paths begin behind {@code /api/v1}
     */
    public record Account(UUID personId, String accessToken, String refreshToken, WebTestClient http) {}

    /** A client of nobody; paths begin behind {@code /api/v1}. */
    public WebTestClient anonymous() {
        return client(API, null);
    }

    /** A client for pages and everything else outside of the API. */
    public WebTestClient root() {
        return client("", null);
    }

    /** A client with this token. */
    public WebTestClient with(String token) {
        return client(API, token);
    }

    /** Logs in with {@code demo:NAME}; the same name is always the same person. */
    public Account login(String name) {
        EntityExchangeResult<JsonNode> answer = anonymous()
                .post()
                .uri("/tokens")
                .bodyValue(Map.of("code", "demo:" + name))
                .exchange()
                .expectStatus()
                .isCreated()
                .expectBody(JsonNode.class)
                .returnResult();
        return account(Objects.requireNonNull(answer.getResponseBody()));
    }

    /** The account that an answer of {@code POST /tokens} or {@code /tokens/refresh} describes. */
    public Account account(JsonNode tokens) {
        String access = tokens.get("accessToken").asString();
        return new Account(
                UUID.fromString(tokens.get("person").get("id").asString()),
                access,
                tokens.get("refreshToken").asString(),
                with(access));
    }

    /** Somebody nobody has seen before. */
    public Account stranger() {
        return login("stranger-" + ids.next());
    }

    /** Somebody new who holds this role at this place. */
    public Account appointed(Role role, String place) {
        Account account = stranger();
        appoint(account.personId(), role, place(place));
        return account;
    }

    /** Somebody new who is a worker of this community. */
    public Account worker(String community) {
        return appointed(Role.COMMUNITY_WORKER, community);
    }

    /** Somebody new of the city office. */
    public Account city() {
        return appointed(Role.CITY_LEAGUE, CITY);
    }

    /** Gives a person a role, as an invitation would; the id of the role. */
    public UUID appoint(UUID personId, Role role, UUID placeId) {
        UUID id = ids.next();
        run(database.sql("""
                        INSERT INTO role_assignment (id, person_id, role, place_id, granted_at)
                        VALUES (:id, :person, :role, :place, :now)
                        """)
                .bind("id", Ids.bytes(id))
                .bind("person", Ids.bytes(personId))
                .bind("role", role.name().toLowerCase(Locale.ROOT))
                .bind("place", Ids.bytes(placeId))
                .bind("now", Times.column(Instant.now())));
        rights.changed(personId);
        return id;
    }

    /** The place of this name. */
    public UUID place(String name) {
        return territory.tree().blockOptional().orElseThrow().all().stream()
                .filter(place -> place.name().equals(name))
                .findFirst()
                .orElseThrow()
                .id();
    }

    /** A listed home in this community, made for the test. */
    public UUID home(String community, double longitude, double latitude) {
        UUID id = ids.next();
        run(database.sql("""
                        INSERT INTO youth_home (id, community_id, name, address, longitude, latitude, stage, created_at,
                               updated_at)
                        VALUES (:id, :community, :name, '演示路 1 号', :longitude, :latitude, 'listed', :now, :now)
                        """)
                .bind("id", Ids.bytes(id))
                .bind("community", Ids.bytes(place(community)))
                .bind("name", "演示之家 " + id)
                .bind("longitude", longitude)
                .bind("latitude", latitude)
                .bind("now", Times.column(Instant.now())));
        return id;
    }

    /** The first column of every row that a query finds, as text. */
    public List<String> texts(String sql) {
        return Objects.requireNonNull(database.sql(sql)
                .map(row -> String.valueOf(row.get(0)))
                .all()
                .collectList()
                .block());
    }

    /** An id as SQL has it. */
    public static String hex(UUID id) {
        return "0x" + hex(Ids.bytes(id));
    }

    /** Bytes as {@code HEX()} gives them. */
    public static String hex(byte[] bytes) {
        return HexFormat.of().withUpperCase().formatHex(bytes);
    }

    /** Runs a statement, and lets the product know that something was changed; the number of rows that it found. */
    public long run(String sql) {
        long rows = run(database.sql(sql));
        events.publishEvent(new PublicChange());
        return rows;
    }

    /** The square poster of an activity as everybody gets it, with a QR code of its page. */
    public EntityExchangeResult<byte[]> poster(String activityId) {
        return anonymous()
                .mutate()
                .codecs(codecs -> codecs.defaultCodecs().maxInMemorySize(16 << 20))
                .build()
                .get()
                .uri("/activities/{id}/poster?layout=square&code=link", activityId)
                .exchange()
                .expectStatus()
                .isOk()
                .expectBody(byte[].class)
                .returnResult();
    }

    /** Another connection to the same database, whose transactions are its own. */
    public Connection connect() throws SQLException {
        return DriverManager.getConnection(
                environment.getRequiredProperty("spring.flyway.url"),
                environment.getRequiredProperty("spring.flyway.user"),
                environment.getRequiredProperty("spring.flyway.password"));
    }

    /** A photo of the worker's in one of their communities, which nobody has judged yet; its id. */
    public String photo(Account worker, String community, BufferedImage picture) {
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        try {
            if (!ImageIO.write(picture, "png", file)) {
                throw new IllegalStateException("no PNG");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Objects.requireNonNull(worker.http()
                        .post()
                        .uri("/photos?communityId={id}", place(community))
                        .header(HttpHeaders.CONTENT_TYPE, "image/png")
                        .bodyValue(file.toByteArray())
                        .exchange()
                        .expectStatus()
                        .isCreated()
                        .expectBody(JsonNode.class)
                        .returnResult()
                        .getResponseBody())
                .get("id")
                .asString();
    }

    /** Runs a statement as if another process did. */
    public void elsewhere(String sql) {
        long unused = run(database.sql(sql));
    }

    public DatabaseClient database() {
        return database;
    }

    private static long run(DatabaseClient.GenericExecuteSpec statement) {
        return Objects.requireNonNull(statement.fetch().rowsUpdated().block());
    }

    private WebTestClient client(String path, @Nullable String token) {
        String port = environment.getRequiredProperty("local.server.port");
        WebTestClient.Builder builder = WebTestClient.bindToServer()
                .baseUrl("http://127.0.0.1:" + port + path)
                .responseTimeout(Duration.ofSeconds(30));
        return token == null
                ? builder.build()
                : builder.defaultHeader(HttpHeaders.AUTHORIZATION, "Bearer " + token)
                        .build();
    }

    private void settle() {
        if (!texts("SELECT 1 FROM place WHERE name = '" + CITY + "'").isEmpty()) {
            return;
        }
        UUID city = found(null, "city", null, CITY);
        UUID north = found(city, "local_unit", "subdistrict", NORTH);
        UUID south = found(city, "local_unit", "town", SOUTH);
        UUID riverside = found(north, "community", "modern", RIVERSIDE);
        UUID hillside = found(north, "community", "rural", HILLSIDE);
        UUID newtown = found(south, "community", "resettlement", NEWTOWN);
        Objects.requireNonNull(List.of(riverside, hillside, newtown));
    }

    /** Adds a place. */
    public UUID found(@Nullable UUID parent, String kind, @Nullable String character, String name) {
        UUID id = ids.next();
        DatabaseClient.GenericExecuteSpec statement = database.sql("""
                        INSERT INTO place (id, parent_id, kind, character_kind, name, created_at)
                        VALUES (:id, :parent, :kind, :character, :name, :now)
                        """)
                .bind("id", Ids.bytes(id))
                .bind("kind", kind)
                .bind("name", name)
                .bind("now", Times.column(Instant.now()));
        statement = parent == null
                ? statement.bindNull("parent", byte[].class)
                : statement.bind("parent", Ids.bytes(parent));
        statement = character == null
                ? statement.bindNull("character", String.class)
                : statement.bind("character", character);
        run(statement);
        territory.changed();
        return id;
    }
}
