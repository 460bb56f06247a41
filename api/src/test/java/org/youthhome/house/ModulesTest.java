package org.youthhome.house;

import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.springframework.modulith.core.ApplicationModules;
import org.springframework.modulith.core.Violations;

class ModulesTest {

    /** Downwards only. Whoever adds a line here changes the picture in docs/ARCHITECTURE.md too. */
    private static final ModuleMap HOUSE = new ModuleMap(Map.ofEntries(
            entry("kernel", Set.of()),
            entry("audit", Set.of("kernel")),
            entry("territory", Set.of("kernel", "audit")),
            entry("identity", Set.of("kernel", "audit", "territory")),
            entry("complaint", Set.of("kernel", "identity")),
            entry("programme", Set.of("kernel", "identity")),
            entry("youthhome", Set.of("kernel", "audit", "territory", "identity")),
            entry("notification", Set.of("kernel", "identity")),
            entry("media", Set.of("kernel", "audit", "territory", "identity")),
            entry(
                    "activity",
                    Set.of(
                            "kernel",
                            "audit",
                            "territory",
                            "identity",
                            "media",
                            "programme",
                            "youthhome",
                            "notification")),
            entry("attendance", Set.of("kernel", "territory", "identity", "programme", "activity")),
            entry(
                    "enrolment",
                    Set.of("kernel", "audit", "territory", "identity", "notification", "activity", "attendance")),
            entry(
                    "checkin",
                    Set.of(
                            "kernel",
                            "audit",
                            "territory",
                            "identity",
                            "activity",
                            "enrolment",
                            "attendance",
                            "attendance :: web")),
            entry("servicerecord", Set.of("kernel", "identity", "checkin")),
            entry("sharing", Set.of("kernel", "identity", "media", "programme", "youthhome", "activity")),
            entry(
                    "calendar",
                    Set.of("kernel", "territory", "identity", "programme", "youthhome", "activity", "sharing")),
            entry("wechat", Set.of("kernel", "identity", "media", "activity", "sharing")),
            entry("platform", Set.of("kernel", "identity"))));

    @Test
    void the_modules_are_these_and_use_only_what_they_may() {
        HOUSE.check(ApplicationModules.of(Product.ROOT, Product.DELIVERED));
    }

    @Test
    void a_stray_module_is_refused() {
        ModuleMap agreed = new ModuleMap(Map.of("below", Set.of(), "above", Set.of("below")));

        assertThatThrownBy(() -> agreed.check(badModules()))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("util");
    }

    @Test
    void a_module_that_allows_itself_more_than_agreed_is_refused() {
        ModuleMap agreed = new ModuleMap(Map.of("below", Set.of(), "above", Set.of(), "util", Set.of()));

        assertThatThrownBy(() -> agreed.check(badModules()))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("above -> below");
    }

    @Test
    void a_use_that_is_not_allowed_and_one_of_what_is_not_shown_are_refused() {
        ModuleMap agreed = new ModuleMap(Map.of("below", Set.of(), "above", Set.of("below"), "util", Set.of()));

        assertThatThrownBy(() -> agreed.check(badModules()))
                .isInstanceOf(Violations.class)
                .hasMessageContaining("Module 'below' depends on module 'above'")
                .hasMessageContaining("Module 'above' depends on module 'below' via")
                .hasMessageContaining("HiddenView. Allowed targets: below.")
                .hasMessageContaining("Cycle detected");
    }

    private static ApplicationModules badModules() {
        return ApplicationModules.of("org.youthhome.house.bad.modules", location -> true);
    }
}
