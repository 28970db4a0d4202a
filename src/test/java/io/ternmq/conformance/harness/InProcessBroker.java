package io.ternmq.conformance.harness;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.AppenderBase;
import io.netty.util.internal.PlatformDependent;
import io.ternmq.TestApplication;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.LoggerFactory;
import org.springframework.context.ConfigurableApplicationContext;

/** The broker in the test's JVM: quick to start and open to the debugger. */
final class InProcessBroker implements RunningBroker {

    private final ConfigurableApplicationContext context;
    private final LogKeeper log = new LogKeeper();

    InProcessBroker(BrokerSettings settings) {
        context = TestApplication.run(settings.arguments().toArray(String[]::new));
        LoggerContext loggers = (LoggerContext) LoggerFactory.getILoggerFactory();
        log.setContext(loggers);
        log.start();
        loggers.getLogger(Logger.ROOT_LOGGER_NAME).addAppender(log);
    }

    @Override
    public List<String> loggedErrors() {
        return List.copyOf(log.texts);
    }

    @Override
    public List<String> logged() {
        return List.copyOf(log.lines);
    }

    @Override
    public long memoryInUse() {
        MemoryMXBean memory = ManagementFactory.getMemoryMXBean();
        memory.gc();
        return memory.getHeapMemoryUsage().getUsed() + PlatformDependent.usedDirectMemory();
    }

    @Override
    public String deathNote() {
        return context.isActive() ? "" : "the application context is closed";
    }

    @Override
    public void close() {
        context.close();
    }

    private static final class LogKeeper extends AppenderBase<ILoggingEvent> {
        private static final int LAST_LINES = 500;

        private final List<String> texts = new CopyOnWriteArrayList<>();
        private final Deque<String> lines = new ConcurrentLinkedDeque<>();

        @Override
        protected void append(ILoggingEvent event) {
            lines.add(event.getFormattedMessage());
            if (lines.size() > LAST_LINES) {
                lines.poll();
            }
            if (event.getLevel().isGreaterOrEqual(Level.ERROR) || event.getThrowableProxy() != null) {
                String stack =
                        event.getThrowableProxy() == null ? "" : ThrowableProxyUtil.asString(event.getThrowableProxy());
                texts.add(event.getLoggerName() + ": " + event.getFormattedMessage() + "\n" + stack);
            }
        }
    }
}
