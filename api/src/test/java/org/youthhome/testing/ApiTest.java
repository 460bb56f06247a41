package org.youthhome.testing;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.annotation.Import;
import org.springframework.test.context.ActiveProfiles;
import org.springframework.test.context.ContextConfiguration;
import org.springframework.test.context.TestExecutionListeners;
import org.youthhome.YouthHomeApplication;

/**
 * A test of the whole product over real HTTP. All tests that carry it and ask for nothing else share one context, one
 * database and one Redis: a test makes the people and things that it needs and asserts nothing about those of others.
 * Inject {@link Demo} and {@link MovableClock}.
 */
@Documented
@Inherited
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@SpringBootTest(classes = YouthHomeApplication.class, webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT)
@ContextConfiguration(initializers = Surroundings.class)
@ActiveProfiles("test")
@Import(TestBeans.class)
@TestExecutionListeners(listeners = RightAgain.class, mergeMode = TestExecutionListeners.MergeMode.MERGE_WITH_DEFAULTS)
public @interface ApiTest {}
