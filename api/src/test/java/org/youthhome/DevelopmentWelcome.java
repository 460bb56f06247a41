package org.youthhome;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.core.io.ClassPathResource;

/** Says what to open and who can sign in, once all is up. The words are in {@code development-welcome.txt}. */
final class DevelopmentWelcome implements ApplicationListener<ApplicationReadyEvent> {

    @Override
    public void onApplicationEvent(ApplicationReadyEvent event) {
        String port = event.getApplicationContext().getEnvironment().getProperty("local.server.port", "8080");
        say("development-welcome.txt", port);
    }

    /** In UTF-8, whatever the terminal's locale made the JVM believe. */
    static void say(String resource, String port) {
        try {
            String words = new ClassPathResource(resource)
                    .getContentAsString(StandardCharsets.UTF_8)
                    .replace("{base}", "http://localhost:" + port);
            PrintStream out = new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
            out.println(words);
            out.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
