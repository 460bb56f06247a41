package org.youthhome.platform;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.benmanes.caffeine.cache.Ticker;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.reactive.result.method.annotation.RequestMappingHandlerMapping;
import org.youthhome.identity.Access;
import org.youthhome.identity.PlaceOf;
import org.youthhome.identity.Right;
import org.youthhome.identity.Rights;
import reactor.core.publisher.Mono;

class AccessRulesTest {

    @RestController
    static class Unruled {
        @GetMapping("/unruled")
        String open() {
            return "";
        }
    }

    @RestController
    static class UnknownThing {
        @GetMapping("/things/{id}")
        @Access(value = Access.Who.RIGHT, right = Right.SEE_ROSTER, at = "unicorn")
        String see(@PathVariable String id) {
            return id;
        }
    }

    @RestController
    static class NoVariable {
        @GetMapping("/things")
        @Access(value = Access.Who.RIGHT, right = Right.SEE_ROSTER, at = "thing")
        String see() {
            return "";
        }
    }

    @RestController
    static class NoRight {
        @GetMapping("/rightless/{id}")
        @Access(value = Access.Who.RIGHT, at = "thing")
        String see(@PathVariable String id) {
            return id;
        }
    }

    @RestController
    static class Sound {
        @GetMapping("/sound/{id}")
        @Access(value = Access.Who.RIGHT, right = Right.SEE_ROSTER, at = "thing")
        String see(@PathVariable String id) {
            return id;
        }
    }

    static class Things implements PlaceOf {
        @Override
        public String thing() {
            return "thing";
        }

        @Override
        public Mono<UUID> placeOf(String variable) {
            return Mono.empty();
        }
    }

    @Test
    void nothing_starts_with_an_operation_that_says_not_who_may() {
        starting(new Unruled(), "Unruled.open has none");
    }

    @Test
    void nothing_starts_with_a_rule_about_a_thing_whose_place_is_unknown() {
        starting(new UnknownThing(), "no PlaceOf knows: unicorn");
    }

    @Test
    void nothing_starts_with_a_rule_about_a_thing_that_the_path_does_not_name() {
        starting(new NoVariable(), "no path variable id");
    }

    @Test
    void nothing_starts_with_a_right_that_is_not_said() {
        starting(new NoRight(), "names no right");
    }

    @Test
    void a_sound_rule_is_taken() {
        assertThatCode(() -> rules(new Sound()).afterSingletonsInstantiated()).doesNotThrowAnyException();
    }

    private static void starting(Object controller, String why) {
        assertThatThrownBy(() -> rules(controller).afterSingletonsInstantiated())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining(why);
    }

    private static AccessRules rules(Object controller) {
        GenericApplicationContext context = new GenericApplicationContext();
        DefaultListableBeanFactory beans = context.getDefaultListableBeanFactory();
        beans.registerSingleton("controller", controller);
        beans.registerSingleton("things", new Things());
        context.refresh();
        RequestMappingHandlerMapping mapping = new RequestMappingHandlerMapping();
        mapping.setApplicationContext(context);
        mapping.afterPropertiesSet();
        beans.registerSingleton("mapping", mapping);
        return new AccessRules(
                beans.getBeanProvider(RequestMappingHandlerMapping.class),
                beans.getBeanProvider(PlaceOf.class),
                new Rights(null, null, Ticker.systemTicker()));
    }
}
