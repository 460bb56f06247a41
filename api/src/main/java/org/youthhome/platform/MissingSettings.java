package org.youthhome.platform;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalysisReporter;
import org.youthhome.platform.RequiredSettings.Setting;

/** The program was not told what it needs to run. */
final class MissingSettings extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient List<Setting> missing;

    MissingSettings(String words, List<Setting> missing) {
        super(words);
        this.missing = List.copyOf(missing);
    }

    /** Turns the failure into a list for whoever starts the program. */
    static final class Analyzer extends AbstractFailureAnalyzer<MissingSettings> {

        @Override
        protected FailureAnalysis analyze(Throwable rootFailure, MissingSettings cause) {
            String list = cause.missing.stream()
                    .map(setting ->
                            "  " + setting.variable() + "  (" + setting.name() + ")\n      " + setting.meaning())
                    .collect(Collectors.joining("\n"));
            String action = cause.missing.isEmpty() ? "" : "请设置以下环境变量 Set these environment variables:\n\n" + list;
            return new FailureAnalysis(String.valueOf(cause.getMessage()), action, cause);
        }
    }

    /** Says it in plain lines, too, because the log is JSON for machines. */
    static final class Reporter implements FailureAnalysisReporter {

        @Override
        public void report(FailureAnalysis analysis) {
            if (analysis.getCause() instanceof MissingSettings) {
                PrintStream err =
                        new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8);
                err.println("\n" + analysis.getDescription() + "\n\n" + analysis.getAction() + "\n");
                err.flush();
            }
        }
    }
}
