package org.youthhome.platform;

import jakarta.validation.MessageInterpolator;
import java.util.Locale;
import org.springframework.boot.validation.autoconfigure.ValidationConfigurationCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * What breaks a rule is told by code, and {@link ProblemWords} finds the words. So the validator makes up none of its
 * own, for which it would read files on an event loop.
 */
@Configuration(proxyBeanMethods = false)
class ValidationConfiguration {

    @Bean
    ValidationConfigurationCustomizer codesAndNoWords() {
        return validation -> {
            var unused = validation.messageInterpolator(new NoWords());
        };
    }

    private static final class NoWords implements MessageInterpolator {

        @Override
        public String interpolate(String template, Context context) {
            return template;
        }

        @Override
        public String interpolate(String template, Context context, Locale locale) {
            return template;
        }
    }
}
