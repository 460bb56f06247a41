package org.youthhome;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.web.server.PortInUseException;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

/** Says how the run command is given another port. */
@Order(Ordered.HIGHEST_PRECEDENCE)
final class TakenPort extends AbstractFailureAnalyzer<PortInUseException> {

    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, PortInUseException cause) {
        int other = cause.getPort() == 8081 ? 8082 : 8081;
        return new FailureAnalysis(
                "端口 " + cause.getPort() + " 已被占用。 Port " + cause.getPort() + " is taken by another program.",
                "换一个端口 / Use another one:  mvn spring-boot:test-run -Dspring-boot.run.arguments=--server.port=" + other,
                cause);
    }
}
