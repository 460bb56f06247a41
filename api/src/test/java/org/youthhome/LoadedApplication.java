package org.youthhome;

import org.springframework.boot.SpringApplication;
import org.youthhome.load.Bare;
import org.youthhome.load.Baselines;

/**
 * The product with the baselines of the benchmarks beside it, in one JVM, so that both are measured alike. It is on the
 * test class path only: no production jar answers a baseline.
 */
final class LoadedApplication {

    private LoadedApplication() {}

    public static void main(String[] args) {
        SpringApplication.from(YouthHomeApplication::main)
                .with(ProductOnly.class, Baselines.class, Bare.class)
                .run(args);
    }
}
