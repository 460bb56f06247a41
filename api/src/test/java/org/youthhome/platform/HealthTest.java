package org.youthhome.platform;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.youthhome.engines.TestEngines;
import org.youthhome.testing.ApiTest;
import org.youthhome.testing.Demo;

@ApiTest
class HealthTest {

    @Autowired
    private Demo demo;

    private void assertReady(int status, String said) {
        await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> demo.root()
                .get()
                .uri("/actuator/health/readiness")
                .exchange()
                .expectStatus()
                .isEqualTo(status)
                .expectBody()
                .jsonPath("$.status")
                .isEqualTo(said));
    }

    @Test
    void with_redis_away_the_product_is_degraded_and_stays_in_service() {
        assertReady(200, "UP");
        TestEngines.redis().kill();
        try {
            assertReady(200, "DEGRADED");
        } finally {
            TestEngines.redis().start();
        }
        assertReady(200, "UP");
    }
}
