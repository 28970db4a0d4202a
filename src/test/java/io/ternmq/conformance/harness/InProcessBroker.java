package io.ternmq.conformance.harness;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.AppenderBase;
import io.ternmq.TestApplication;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.LoggerFactory;
import org.springframework.context.ConfigurableApplicationContext;

/** The broker in the test's JVM: quick to start and open to the debugger. */
final class InProcessBroker implements RunningBroker {

    private final ConfigurableApplicationContext context;
    private final ErrorAppender errors = new ErrorAppender();

    InProcessBroker(BrokerSettings settings) {
        context = TestApplication.run(settings.arguments().toArray(String[]::new));
        LoggerContext loggers = (LoggerContext) LoggerFactory.getILoggerFactory();
        errors.setContext(loggers);
        errors.start();
        loggers.getLogger(Logger.ROOT_LOGGER_NAME).addAppender(errors);
    }

    @Override
    public List<String> loggedErrors() {
        return List.copyOf(errors.texts);
    }

    @Override
    public String deathNote() {
        return context.isActive() ? "" : "the application context is closed";
    }

    @Override
    public void close() {
        context.close();
    }

    private static final class ErrorAppender extends AppenderBase<ILoggingEvent> {
        private final List<String> texts = new CopyOnWriteArrayList<>();

        @Override
        protected void append(ILoggingEvent event) {
            if (event.getLevel().isGreaterOrEqual(Level.ERROR) || event.getThrowableProxy() != null) {
                String stack = event.getThrowableProxy() == null ? "" : ThrowableProxyUtil.asString(event.getThrowableProxy());
                texts.add(event.getLoggerName() + ": " + event.getFormattedMessage() + "\n" + stack);
            }
        }
    }
}
