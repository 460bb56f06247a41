package org.youthhome.testing;

import org.springframework.test.context.TestContext;
import org.springframework.test.context.TestExecutionListener;

/** Puts right after each test what a test may have bent: the clock, and WeChat. */
final class RightAgain implements TestExecutionListener {

    @Override
    public void afterTestMethod(TestContext test) {
        test.getApplicationContext().getBean(MovableClock.class).reset();
        Surroundings.weChat().recover();
    }
}
