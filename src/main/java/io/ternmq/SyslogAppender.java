package io.ternmq;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.PatternLayout;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Layout;
import ch.qos.logback.core.LayoutBase;
import io.ternmq.config.StartupException;
import io.ternmq.config.SyslogSettings;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import org.springframework.boot.logging.logback.StructuredLogEncoder;

/** Logback's way to a syslog daemon, with the message as plain text or as JSON. */
final class SyslogAppender extends ch.qos.logback.classic.net.SyslogAppender {
    private static final String PLAIN = "plain";
    private static final String PLAIN_MESSAGE = "ternmq[%property{PID}]: %-5level %logger{36} %msg";

    private final String format;

    private SyslogAppender(String format) {
        this.format = format;
    }

    /** @throws StartupException when the host isn't known */
    static SyslogAppender started(LoggerContext logs, SyslogSettings settings) {
        checkHost(settings.host());
        SyslogAppender appender = new SyslogAppender(settings.format());
        appender.setName("syslog");
        appender.setContext(logs);
        appender.setSyslogHost(settings.host());
        appender.setPort(settings.port());
        appender.setFacility(settings.facility());
        appender.setSuffixPattern(PLAIN_MESSAGE);
        // JSON has the stack in it.
        appender.setThrowableExcluded(!settings.format().equals(PLAIN));
        appender.start();
        return appender;
    }

    /** Logback would write a stack and go on without. */
    private static void checkHost(String host) {
        try {
            InetAddress.getByName(host);
        } catch (UnknownHostException unknown) {
            throw new StartupException("ternmq.syslog.host: there is no host %s".formatted(host), unknown);
        }
    }

    @Override
    public Layout<ILoggingEvent> buildLayout() {
        if (format.equals(PLAIN)) {
            return super.buildLayout();
        }
        PatternLayout start = new PatternLayout();
        start.getInstanceConverterMap().put("syslogStart", ch.qos.logback.classic.pattern.SyslogStartConverter::new);
        start.setPattern("%syslogStart{" + getFacility() + "}ternmq: %nopex{}");
        start.setContext(getContext());
        start.start();
        StructuredLogEncoder json = new StructuredLogEncoder();
        json.setFormat(format);
        json.setContext(getContext());
        json.start();
        return new StructuredLayout(start, json);
    }

    /** Syslog's header, and then a JSON object in one line. */
    private static final class StructuredLayout extends LayoutBase<ILoggingEvent> {
        private final PatternLayout start;
        private final StructuredLogEncoder json;

        private StructuredLayout(PatternLayout start, StructuredLogEncoder json) {
            this.start = start;
            this.json = json;
            start();
        }

        @Override
        public String doLayout(ILoggingEvent line) {
            return start.doLayout(line) + new String(json.encode(line), StandardCharsets.UTF_8).stripTrailing();
        }
    }
}
