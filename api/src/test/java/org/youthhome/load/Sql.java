package org.youthhome.load;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The database from beside the program; the connection ends with the server. */
final class Sql {

    private static final long CHUNK = 50_000;

    private final Connection connection;
    private final Set<String> templates = new HashSet<>();

    Sql(Connection connection) {
        this.connection = connection;
        run("SET SESSION time_zone = '+00:00'");
    }

    /** Runs a statement; how many rows it changed. */
    long run(String sql) {
        try (Statement statement = connection.createStatement()) {
            return statement.execute(sql) ? 0 : statement.getLargeUpdateCount();
        } catch (SQLException e) {
            throw new IllegalStateException(sql.substring(0, Math.min(400, sql.length())), e);
        }
    }

    /** What is done with each row of a query. */
    interface EachRow {
        void row(ResultSet row) throws SQLException;
    }

    void each(String sql, EachRow what) {
        try (Statement statement = connection.createStatement()) {
            statement.setFetchSize(10_000);
            try (ResultSet rows = statement.executeQuery(sql)) {
                while (rows.next()) {
                    what.row(rows);
                }
            }
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }

    long number(String sql) {
        long[] number = {0};
        each(sql, row -> number[0] = row.getLong(1));
        return number[0];
    }

    /** A counter of the server, such as {@code Innodb_os_log_fsyncs}. */
    long status(String name) {
        long[] number = {0};
        each("SHOW GLOBAL STATUS LIKE '" + name + "'", row -> number[0] = row.getLong(2));
        return number[0];
    }

    /** Whether the server counts this. */
    boolean has(String name) {
        boolean[] found = {false};
        each("SHOW GLOBAL STATUS LIKE '" + name + "'", row -> found[0] = true);
        return found[0];
    }

    String text(String sql) {
        String[] text = {""};
        each(sql, row -> text[0] = String.valueOf(row.getString(1)));
        return text[0];
    }

    /**
     * Keeps one row, as the product wrote it, to be copied in any number.
     *
     * @param where finds the row
     */
    void keep(String table, String where) {
        run("CREATE OR REPLACE TABLE load_template_" + table + " AS SELECT * FROM " + table + " WHERE " + where
                + " LIMIT 1");
        if (number("SELECT COUNT(*) FROM load_template_" + table) != 1) {
            throw new IllegalStateException("no row of " + table + " where " + where);
        }
        templates.add(table);
    }

    /**
     * Copies the kept row of a table, once for each number from first to last. The columns are asked of the database, so
     * that a migration may add some.
     *
     * @param overrides SQL by column; {@code s.seq} is the number
     * @param where which of the numbers
     */
    long copy(String table, long first, long last, Map<String, String> overrides, String where) {
        if (!templates.contains(table)) {
            throw new IllegalStateException("nothing kept of " + table);
        }
        List<String> columns = new ArrayList<>();
        each(
                "SELECT column_name FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name = '"
                        + table + "' AND COALESCE(generation_expression, '') = ''"
                        // The copy is new, and the search index has to see it.
                        + " AND column_name <> 'changed_at' ORDER BY ordinal_position",
                row -> columns.add(row.getString(1)));
        List<String> values = new ArrayList<>();
        for (String column : columns) {
            values.add(overrides.getOrDefault(column, "t." + column));
        }
        long copied = 0;
        for (long from = first; from <= last; from += CHUNK) {
            long to = Math.min(last, from + CHUNK - 1);
            copied += run("INSERT INTO " + table + " (" + String.join(",", columns) + ") SELECT "
                    + String.join(",", values) + " FROM load_template_" + table + " t JOIN seq_" + from + "_to_" + to
                    + " s WHERE " + where + " ORDER BY s.seq");
        }
        return copied;
    }

    /** Drops what can be built at once when the rows are there, and returns how. */
    String withoutKeys(String table) {
        String[] created = {""};
        each("SHOW CREATE TABLE " + table, row -> created[0] = row.getString(2));
        List<String> drop = new ArrayList<>();
        List<String> add = new ArrayList<>();
        for (String line : created[0].split("\n")) {
            String definition = line.strip().replaceAll(",$", "");
            java.util.regex.Matcher key = java.util.regex.Pattern.compile("(UNIQUE |FULLTEXT )?KEY `(\\w+)`.*")
                    .matcher(definition);
            if (key.matches()) {
                drop.add("DROP KEY " + key.group(2));
                add.add("ALTER TABLE " + table + " ADD " + definition);
            }
        }
        if (!drop.isEmpty()) {
            run("ALTER TABLE " + table + " " + String.join(", ", drop));
        }
        return String.join(";", add);
    }

    /** Builds them again, one after the other: full text wants to be alone. */
    void build(String keys) {
        for (String one : keys.split(";")) {
            if (!one.isBlank()) {
                run(one);
            }
        }
    }
}
