package org.youthhome.platform;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.core.env.Environment;
import org.youthhome.testing.ApiTest;

/**
 * A connection that is used again at once must go on being read. A server that forgot to (reactor-netty before 1.3.8, its
 * issue 4361) let bursts of requests with a body wait until they were timed out.
 */
@ApiTest
class KeepAliveTest {

    /** Answered after a look into the database, so that what comes behind it has to queue. */
    private static final String SLOW = """
            GET /api/v1/activities?limit=1 HTTP/1.1\r
            Host: localhost\r
            \r
            """;

    /** Answered on the spot: nobody is signed in. */
    private static final String AT_ONCE = """
            PUT /api/v1/me HTTP/1.1\r
            Host: localhost\r
            Content-Type: application/json\r
            Content-Length: 2\r
            \r
            {}""";

    @Autowired
    Environment environment;

    @Test
    @DisplayName("Requests sent before the answer to the last one has come are all answered, and so is the next")
    void queued() throws IOException {
        try (Socket socket = new Socket("localhost", environment.getRequiredProperty("local.server.port", int.class))) {
            socket.setSoTimeout(4000);
            for (int round = 0; round < 20; round++) {
                ask(socket, SLOW + AT_ONCE);
                answers(socket.getInputStream(), 2);
                ask(socket, AT_ONCE);
                answers(socket.getInputStream(), 1);
            }
        }
    }

    private static void ask(Socket socket, String requests) throws IOException {
        socket.getOutputStream().write(requests.getBytes(StandardCharsets.US_ASCII));
    }

    private static void answers(InputStream in, int times) throws IOException {
        for (int i = 0; i < times; i++) {
            StringBuilder head = new StringBuilder();
            while (head.indexOf("\r\n\r\n") < 0) {
                int next = in.read();
                assertThat(next).as("the connection stays open").isNotNegative();
                head.append((char) next);
            }
            assertThat(head).matches("(?s)HTTP/1.1 (200|401) .*");
            int length = head.toString()
                    .lines()
                    .filter(line -> line.toLowerCase(java.util.Locale.ROOT).startsWith("content-length:"))
                    .mapToInt(line -> Integer.parseInt(line.substring(15).trim()))
                    .findFirst()
                    .orElseThrow();
            in.readNBytes(length);
        }
    }
}
