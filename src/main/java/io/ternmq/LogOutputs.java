package io.ternmq;

import ch.qos.logback.classic.AsyncAppender;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import io.ternmq.config.SyslogSettings;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * Where log lines go beyond what Boot's settings say: to a syslog daemon, and, while the broker serves, through a queue, so
 * that no event loop waits for a terminal or a disk. During start-up and at the end lines are written at once: what is
 * said then must not be lost.
 *
 * <p>Used by one thread at a time.
 */
final class LogOutputs {
    private static final int QUEUED_LINES = 8192;
    private static final String QUEUE = "queue";

    private final LoggerContext logs = (LoggerContext) LoggerFactory.getILoggerFactory();
    private final Logger root = logs.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    private final List<Appender<ILoggingEvent>> behindQueue = new ArrayList<>();
    private @Nullable SyslogAppender syslog;

    /** Sends to the daemon from now on, when there is one. */
    void addSyslog(SyslogSettings settings) {
        if (!settings.host().isEmpty()) {
            syslog = SyslogAppender.started(logs, settings);
            root.addAppender(syslog);
        }
    }

    /** From now on lines are written by a thread of their own, and lost when there are too many. */
    void decouple() {
        AsyncAppender queue = new AsyncAppender();
        queue.setName(QUEUE);
        queue.setContext(logs);
        queue.setQueueSize(QUEUED_LINES);
        queue.setDiscardingThreshold(0);
        queue.setNeverBlock(true);
        root.iteratorForAppenders().forEachRemaining(behindQueue::add);
        // An AsyncAppender drives one appender; the others hang on this one.
        queue.addAppender(new FanOutAppender(logs, behindQueue));
        queue.start();
        behindQueue.forEach(root::detachAppender);
        root.addAppender(queue);
    }

    /** Takes back what was done here; lines that wait are written first. */
    void couple() {
        Appender<ILoggingEvent> queue = root.getAppender(QUEUE);
        if (queue != null) {
            behindQueue.forEach(root::addAppender);
            root.detachAppender(queue);
            queue.stop();
            behindQueue.clear();
        }
        if (syslog != null) {
            root.detachAppender(syslog);
            syslog.stop();
            syslog = null;
        }
    }
}
