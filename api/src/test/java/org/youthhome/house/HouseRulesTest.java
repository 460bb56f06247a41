package org.youthhome.house;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.youthhome.house.bad.AsksTheWall;
import org.youthhome.house.bad.CallsWxJava;
import org.youthhome.house.bad.DropsFaults;
import org.youthhome.house.bad.KnowsHttp;
import org.youthhome.house.bad.MakesItsOwnIds;
import org.youthhome.house.bad.Prints;
import org.youthhome.house.bad.RowRepository;
import org.youthhome.house.bad.ThingHelper;
import org.youthhome.house.bad.Waits;
import org.youthhome.house.bad.WiresFields;
import org.youthhome.house.bad.unmarked.Unmarked;
import org.youthhome.house.bad.web.ImportsPlatform;
import org.youthhome.house.bad.web.OpenController;
import org.youthhome.house.bad.web.ReadsTheStore;

class HouseRulesTest {

    /** Each rule, with an example that breaks it and every word that the refusal has to hold: one for each way. */
    static Stream<Arguments> rules() {
        return Stream.of(
                rule(
                        HouseRules.WEB_TOUCHES_NO_STORE,
                        ReadsTheStore.class,
                        "DatabaseClient",
                        "ReactiveStringRedisTemplate"),
                rule(HouseRules.DOMAIN_KNOWS_NO_HTTP, KnowsHttp.class, "HttpStatus", "Schema"),
                rule(HouseRules.NOBODY_BLOCKS, Waits.class, "forOne", "forAll", "byReference", "asleep", "inTheFuture"),
                rule(HouseRules.NO_FAULT_IS_DROPPED, DropsFaults.class, "bare", "onlyValues", "byReference"),
                rule(
                        HouseRules.TIME_COMES_FROM_A_CLOCK,
                        AsksTheWall.class,
                        "instant",
                        "inZone",
                        "millis",
                        "date",
                        "ownClock",
                        "byReference"),
                rule(HouseRules.IDS_COME_FROM_KERNEL, MakesItsOwnIds.class, "randomUUID"),
                rule(HouseRules.ONLY_WX_CALLS_CALLS_WXJAVA, CallsWxJava.class, "WxErrorException"),
                rule(HouseRules.NAMES_SAY_SOMETHING, ThingHelper.class, "ThingHelper"),
                rule(HouseRules.CONTROLLERS_STAY_IN, OpenController.class, "OpenController"),
                rule(HouseRules.HANDLERS_SAY_WHO_MAY_CALL, OpenController.class, "anybody"),
                rule(HouseRules.NO_FEATURE_IMPORTS_PLATFORM, ImportsPlatform.class, "Anteroom"),
                rule(HouseRules.ROWS_ARE_WRITTEN_BY_SQL, RowRepository.class, "RowRepository"),
                rule(HouseRules.THE_COMPILER_IS_ASKED, Unmarked.class, "Unmarked"),
                rule(HouseRules.DEPENDENCIES_COME_BY_CONSTRUCTOR, WiresFields.class, "clock"),
                rule(HouseRules.NOBODY_PRINTS, Prints.class, "System.out"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("rules")
    void the_product_keeps_it(ArchRule rule) {
        rule.check(Product.CLASSES);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("rules")
    void a_bad_example_breaks_it(ArchRule rule, Class<?> bad, List<String> words) {
        JavaClasses example = new ClassFileImporter().importClasses(bad);

        assertThatThrownBy(() -> rule.check(example))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining(bad.getSimpleName())
                .satisfies(refusal -> assertThat(refusal.getMessage()).contains(words));
    }

    @Test
    void every_rule_is_tried() {
        List<ArchRule> all = Arrays.stream(HouseRules.class.getDeclaredFields())
                .filter(field -> Modifier.isStatic(field.getModifiers()) && ArchRule.class.equals(field.getType()))
                .map(HouseRulesTest::value)
                .toList();

        assertThat(rules().map(arguments -> arguments.get()[0])).containsExactlyInAnyOrderElementsOf(all);
    }

    private static ArchRule value(java.lang.reflect.Field field) {
        try {
            return (ArchRule) field.get(null);
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Arguments rule(ArchRule rule, Class<?> bad, String... words) {
        return Arguments.of(rule, bad, List.of(words));
    }
}
