package io.ternmq;

import io.ternmq.config.StartupException;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.boot.SpringBootExceptionReporter;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalyzedException;
import org.springframework.boot.diagnostics.FailureAnalyzer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.Environment;
import org.springframework.core.io.support.SpringFactoriesLoader;
import org.springframework.core.io.support.SpringFactoriesLoader.ArgumentResolver;
import org.springframework.core.io.support.SpringFactoriesLoader.FailureHandler;

/**
 * Says in one line why the broker didn't start, when the operator can do something about it. What nobody foresaw is left
 * to Boot, which logs it with its stack.
 */
@Order(Ordered.HIGHEST_PRECEDENCE)
final class StartupFailureReporter implements SpringBootExceptionReporter {
    private static final Logger log = LoggerFactory.getLogger(StartupFailureReporter.class);

    private final @Nullable ConfigurableApplicationContext context;

    /** @param context null when the failure came before there was one */
    StartupFailureReporter(@Nullable ConfigurableApplicationContext context) {
        this.context = context;
    }

    @Override
    public boolean reportException(Throwable failure) {
        String line = line(failure);
        if (line == null) {
            return false;
        }
        log.error("TernMQ did not start: {}", line);
        log.debug("The failure in full", failure);
        return true;
    }

    private @Nullable String line(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof StartupException) {
                return cause.getMessage();
            }
            if (cause instanceof FailureAnalyzedException analysed) {
                return line(analysed.analysis());
            }
        }
        return analysed(failure).map(StartupFailureReporter::line).findFirst().orElse(null);
    }

    /** Boot knows many failures that an operator can mend, such as a taken port or a value of the wrong type. */
    private Stream<FailureAnalysis> analysed(Throwable failure) {
        return analyzers().stream().map(analyzer -> analyse(analyzer, failure)).filter(Objects::nonNull);
    }

    private static @Nullable FailureAnalysis analyse(FailureAnalyzer analyzer, Throwable failure) {
        try {
            return analyzer.analyze(failure);
        } catch (RuntimeException | LinkageError doesNotFit) {
            log.debug("{} can't analyse the failure", analyzer, doesNotFit);
            return null;
        }
    }

    private List<FailureAnalyzer> analyzers() {
        ArgumentResolver arguments = null;
        if (context != null) {
            arguments = ArgumentResolver.of(BeanFactory.class, context.getBeanFactory())
                    .and(Environment.class, context.getEnvironment());
        }
        return SpringFactoriesLoader.forDefaultResourceLocation()
                .load(FailureAnalyzer.class, arguments, FailureHandler.handleMessage((message, cause) -> {}));
    }

    private static String line(FailureAnalysis analysis) {
        String action = analysis.getAction();
        String text = action == null ? analysis.getDescription() : analysis.getDescription() + " " + action;
        return text.strip().replaceAll("\\s+", " ");
    }
}
