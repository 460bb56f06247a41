package org.youthhome.activity;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** Whom an activity is made for. An activity that names nobody is for everybody. */
public enum Audience {
    /** Parents with children (亲子家庭). */
    FAMILIES,
    /** Pupils and students (学生). */
    STUDENTS,
    /** Young people at work (职业青年). */
    YOUNG_WORKERS,
    /** Older residents (老年人). */
    OLDER_PEOPLE;

    /** How the database writes some of them. */
    static String column(Set<Audience> some) {
        return some.stream()
                .sorted()
                .map(one -> one.name().toLowerCase(Locale.ROOT))
                .collect(Collectors.joining(","));
    }

    /** What a column says. */
    public static Set<Audience> of(String column) {
        return column.isEmpty()
                ? Set.of()
                : Arrays.stream(column.split(","))
                        .map(one -> valueOf(one.toUpperCase(Locale.ROOT)))
                        .collect(Collectors.toCollection(() -> EnumSet.noneOf(Audience.class)));
    }
}
