package org.youthhome.house;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;

import com.google.errorprone.annotations.CheckReturnValue;
import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget.CodeUnitAccessTarget;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import com.tngtech.archunit.lang.conditions.ArchConditions;
import com.tngtech.archunit.library.GeneralCodingRules;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.NullMarked;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.RequestMapping;
import org.youthhome.identity.Access;
import reactor.core.CorePublisher;

/** The rules of the house that a machine can hold. Each has a bad example that {@link HouseRulesTest} shows it. */
final class HouseRules {

    private static final String WEB = "org.youthhome..web..";
    private static final String PLATFORM = "org.youthhome..platform..";
    private static final String WECHAT = "org.youthhome.wechat..";

    static final ArchRule WEB_TOUCHES_NO_STORE = noClasses()
            .that()
            .resideInAPackage(WEB)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "org.springframework.r2dbc..",
                    "org.springframework.data..",
                    "org.springframework.transaction..",
                    "io.r2dbc..",
                    "io.asyncer..",
                    "io.lettuce..",
                    "org.flywaydb..",
                    "java.sql..",
                    "javax.sql..")
            .because("use cases of the domain own their stores");

    static final ArchRule DOMAIN_KNOWS_NO_HTTP = noClasses()
            .that()
            .resideOutsideOfPackages("org.youthhome", WEB, PLATFORM, WECHAT)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "org.springframework.web..",
                    "org.springframework.http..",
                    "org.springframework.security..",
                    "io.swagger..",
                    "org.springdoc..",
                    "reactor.netty.http..",
                    "java.net.http..")
            .because("the domain says what the product is, and api says it over HTTP");

    static final ArchRule NOBODY_BLOCKS = noClasses()
            .should()
            .accessTargetWhere(owner(CorePublisher.class)
                    .and(named(
                            "block", "blockOptional", "blockFirst", "blockLast", "toIterable", "toStream", "toFuture")))
            .orShould()
            .accessTargetWhere(owner(Thread.class).and(named("sleep", "join")))
            .orShould()
            .accessTargetWhere(owner(java.util.concurrent.Future.class).and(named("get", "join")))
            .because("a thread that waits serves nobody");

    static final ArchRule NO_FAULT_IS_DROPPED = noClasses()
            .should()
            .accessTargetWhere(owner(CorePublisher.class)
                    .and(named("subscribe"))
                    .and(describe(
                            "without an error handler",
                            access -> access.getTarget() instanceof CodeUnitAccessTarget target
                                    && onlyNext(target.getRawParameterTypes()))))
            .because("whoever subscribes, and hands the result to nobody, says what happens to a fault");

    static final ArchRule TIME_COMES_FROM_A_CLOCK = noClasses()
            .that()
            .doNotHaveFullyQualifiedName("org.youthhome.kernel.KernelConfiguration")
            .should()
            .accessTargetWhere(ownerIn("java.time").and(named("now")).and(withoutClock()))
            .orShould()
            .accessTargetWhere(owner(Clock.class).and(describe("of the system", access -> access.getTarget()
                    .getName()
                    .toLowerCase(Locale.ROOT)
                    .startsWith("system"))))
            .orShould()
            .accessTargetWhere(owner(System.class).and(named("currentTimeMillis")))
            .orShould()
            .callConstructor(java.util.Date.class)
            .because("tests set the clock, and only kernel makes one");

    static final ArchRule IDS_COME_FROM_KERNEL = noClasses()
            .that()
            .resideOutsideOfPackage("org.youthhome.kernel..")
            .should()
            .callMethod(UUID.class, "randomUUID")
            .because("ids are UUIDv7 (kernel's Ids), and a secret is never an id");

    static final ArchRule ONLY_WX_CALLS_CALLS_WXJAVA = noClasses()
            .that()
            .doNotHaveFullyQualifiedName("org.youthhome.wechat.WxCalls")
            .and()
            .doNotHaveFullyQualifiedName("org.youthhome.wechat.WeChatConfiguration")
            .and(describe(
                    "are not nested in them",
                    type -> !type.getName().startsWith("org.youthhome.wechat.WxCalls$")
                            && !type.getName().startsWith("org.youthhome.wechat.WeChatConfiguration$")))
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("me.chanjar..", "cn.binarywang..")
            .because("the library is one class's business, and the ports are everybody else's");

    private static final Pattern EMPTY_NAME = Pattern.compile(".*(Impl|Utils?|Helper|Manager|Common|Data)");

    static final ArchRule NAMES_SAY_SOMETHING = noClasses()
            .that(describe("are written by hand", type -> !madeByMapStruct(type)))
            .should(ArchConditions.be(describe(
                    "named …Impl, …Util, …Helper, …Manager, …Common or …Data",
                    (JavaClass type) -> EMPTY_NAME.matcher(type.getSimpleName()).matches())))
            .because("such a name says nothing of what the class is for");

    static final ArchRule CONTROLLERS_STAY_IN = classes()
            .that(areControllers())
            .should()
            .bePackagePrivate()
            .andShould()
            .resideInAnyPackage(WEB, PLATFORM)
            .andShould()
            .haveSimpleNameEndingWith("Controller")
            .because("nobody but HTTP calls a controller");

    static final ArchRule HANDLERS_SAY_WHO_MAY_CALL = methods()
            .that()
            .areMetaAnnotatedWith(RequestMapping.class)
            .and()
            .areDeclaredInClassesThat(areControllers())
            .should()
            .beAnnotatedWith(Access.class)
            .because("an operation without a rule would be open");

    static final ArchRule NO_FEATURE_IMPORTS_PLATFORM = noClasses()
            .that()
            .resideOutsideOfPackage(PLATFORM)
            .should()
            .dependOnClassesThat()
            .resideInAPackage(PLATFORM)
            .because("platform stands around the features, not below them");

    static final ArchRule ROWS_ARE_WRITTEN_BY_SQL = noClasses()
            .should()
            .beAssignableTo(org.springframework.data.repository.Repository.class)
            .because("save() of a new record with an id reports success and writes nothing");

    static final ArchRule THE_COMPILER_IS_ASKED = classes()
            .should(resideInMarkedPackages())
            .because("NullAway and Error Prone look only where they are told to");

    static final ArchRule DEPENDENCIES_COME_BY_CONSTRUCTOR =
            noFields().should().beAnnotatedWith(Autowired.class).because("what a class needs is said in one place");

    static final ArchRule NOBODY_PRINTS = GeneralCodingRules.NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS.because(
            "what is worth saying goes to the log, with its trace");

    private HouseRules() {}

    private static boolean onlyNext(List<JavaClass> parameters) {
        return parameters.isEmpty()
                || parameters.size() == 1 && parameters.get(0).isEquivalentTo(java.util.function.Consumer.class);
    }

    private static DescribedPredicate<JavaAccess<?>> owner(Class<?> type) {
        return describe(
                "of " + type.getSimpleName(), access -> assignableTo(type).test(access.getTargetOwner()));
    }

    private static DescribedPredicate<JavaAccess<?>> ownerIn(String packageName) {
        return describe(
                "of " + packageName, access -> resideInAnyPackage(packageName).test(access.getTargetOwner()));
    }

    private static DescribedPredicate<JavaAccess<?>> named(String... names) {
        Set<String> wanted = Set.of(names);
        return describe(
                "named " + String.join(", ", names),
                access -> wanted.contains(access.getTarget().getName()));
    }

    private static DescribedPredicate<JavaAccess<?>> withoutClock() {
        return describe(
                "without a Clock",
                access -> access.getTarget() instanceof CodeUnitAccessTarget target
                        && target.getRawParameterTypes().stream().noneMatch(type -> type.isEquivalentTo(Clock.class)));
    }

    private static DescribedPredicate<JavaClass> areControllers() {
        return describe("are controllers", type -> type.isMetaAnnotatedWith(Controller.class));
    }

    /** The generated note is gone after compilation, but what it was made from is still there. */
    private static boolean madeByMapStruct(JavaClass type) {
        return type.getAllRawInterfaces().stream().anyMatch(parent -> parent.isAnnotatedWith("org.mapstruct.Mapper"));
    }

    private static ArchCondition<JavaClass> resideInMarkedPackages() {
        return new ArchCondition<>("reside in packages marked @NullMarked and @CheckReturnValue") {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                boolean marked = type.getPackage().isAnnotatedWith(NullMarked.class)
                        && type.getPackage().isAnnotatedWith(CheckReturnValue.class);
                events.add(new SimpleConditionEvent(
                        type, marked, type.getName() + (marked ? " is" : " is not") + " in a marked package"));
            }
        };
    }
}
