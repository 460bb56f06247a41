package org.youthhome;

import java.util.TimeZone;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;

/** Starts the API. */
@SpringBootApplication
@ConfigurationPropertiesScan
public class YouthHomeApplication {

    private static final String EVENT_LOOPS = "reactor.netty.ioWorkerCount";

    public static void main(String[] args) {
        // Spring Data R2DBC converts instants through the JVM's zone; people's zone is applied where people read.
        TimeZone.setDefault(TimeZone.getTimeZone("UTC"));
        // As many event loops as cores, where Reactor Netty would make four at least: idle ones cost switches.
        if (System.getProperty(EVENT_LOOPS) == null) {
            System.setProperty(
                    EVENT_LOOPS,
                    Integer.toString(Math.max(2, Runtime.getRuntime().availableProcessors())));
        }
        SpringApplication.run(YouthHomeApplication.class, args);
    }
}
