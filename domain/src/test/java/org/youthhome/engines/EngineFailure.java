package org.youthhome.engines;

/** An engine cannot run here. The message is a whole sentence for the person who started the program. */
public final class EngineFailure extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** What to do where our engines do not run. */
    static final String OWN_ENGINES = "You can use engines of your own instead: set SPRING_R2DBC_URL (r2dbc:mysql://…),"
            + " SPRING_R2DBC_USERNAME, SPRING_R2DBC_PASSWORD and SPRING_FLYWAY_URL (jdbc:mariadb://…) for MySQL 8.4 or"
            + " MariaDB 10.11 and later, and SPRING_DATA_REDIS_URL (redis://…) for Redis 6.2 and later.";

    EngineFailure(String message) {
        super(message);
    }

    EngineFailure(String message, Throwable cause) {
        super(message, cause);
    }
}
