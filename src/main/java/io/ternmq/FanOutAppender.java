package io.ternmq;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.UnsynchronizedAppenderBase;
import java.util.List;

/** Hands each line to several appenders. Stopping it doesn't stop them, since they aren't its own. */
final class FanOutAppender extends UnsynchronizedAppenderBase<ILoggingEvent> {
    private final List<Appender<ILoggingEvent>> outputs;

    FanOutAppender(LoggerContext logs, List<Appender<ILoggingEvent>> outputs) {
        this.outputs = List.copyOf(outputs);
        setContext(logs);
        start();
    }

    @Override
    protected void append(ILoggingEvent line) {
        for (Appender<ILoggingEvent> output : outputs) {
            output.doAppend(line);
        }
    }
}
