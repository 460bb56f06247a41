package org.youthhome;

import java.util.TimeZone;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;

/** Starts the API. */
@SpringBootApplication
@ConfigurationPropertiesScan
public class YouthHomeApplication {

    public static void main(String[] args) {
        // Spring Data R2DBC converts instants through the JVM's zone; people's zone is applied where people read.
        TimeZone.setDefault(TimeZone.getTimeZone("UTC"));
        SpringApplication.run(YouthHomeApplication.class, args);
    }
}
