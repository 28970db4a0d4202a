package io.ternmq;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import io.ternmq.config.StartupException;
import io.ternmq.config.SyslogSettings;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.env.Environment;
import org.springframework.core.env.StandardEnvironment;

@Timeout(value = 30, unit = TimeUnit.SECONDS)
class LogOutputsTest {
    private static final Logger log = LoggerFactory.getLogger("io.ternmq.outputs");

    private final LoggerContext logs = (LoggerContext) LoggerFactory.getILoggerFactory();
    private final Object environmentBefore = logs.getObject(Environment.class.getName());
    private final LogOutputs outputs = new LogOutputs();
    private DatagramSocket daemon;

    @BeforeEach
    void startDaemon() throws IOException {
        daemon = new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        logs.putObject(Environment.class.getName(), new StandardEnvironment());
    }

    @AfterEach
    void stopDaemon() {
        outputs.couple();
        daemon.close();
        if (environmentBefore == null) {
            logs.removeObject(Environment.class.getName());
        } else {
            logs.putObject(Environment.class.getName(), environmentBefore);
        }
    }

    @Test
    void a_line_reaches_the_syslog_daemon_as_text() throws IOException {
        outputs.addSyslog(syslog("local3", "plain"));
        log.warn("A client was refused: {}", "bad üser");
        // Facility local3 is 19, severity warning is 4.
        assertThat(received())
                .startsWith("<" + (19 * 8 + 4) + ">")
                .endsWith("io.ternmq.outputs A client was refused: bad üser");
    }

    @Test
    void a_line_reaches_the_syslog_daemon_as_json_with_its_stack() throws IOException {
        outputs.addSyslog(syslog("daemon", "ecs"));
        log.error("It broke", new IllegalStateException("on purpose"));
        assertThat(received())
                .startsWith("<" + (3 * 8 + 3) + ">")
                .contains("ternmq: {", "\"message\":\"It broke\"", "on purpose")
                .endsWith("}")
                .doesNotContain("\n");
    }

    @Test
    void an_unknown_daemon_stops_the_start_with_a_line() {
        assertThatThrownBy(() -> outputs.addSyslog(new SyslogSettings("no such host", 514, "daemon", "plain")))
                .isInstanceOf(StartupException.class)
                .hasMessageContaining("ternmq.syslog.host", "no such host");
    }

    @Test
    void nobody_waits_for_an_output_that_is_stuck_and_nothing_is_lost_at_the_end() {
        StuckOutput stuck = new StuckOutput();
        stuck.setContext(logs);
        stuck.start();
        logs.getLogger(Logger.ROOT_LOGGER_NAME).addAppender(stuck);
        try {
            outputs.decouple();
            log.warn("one");
            log.warn("two");
            assertThat(stuck.lines).isEmpty();
            stuck.free.countDown();
            outputs.couple();
            assertThat(stuck.lines).containsExactly("one", "two");
            log.warn("three");
            assertThat(stuck.lines).containsExactly("one", "two", "three");
        } finally {
            logs.getLogger(Logger.ROOT_LOGGER_NAME).detachAppender(stuck);
        }
    }

    private static final class StuckOutput extends AppenderBase<ILoggingEvent> {
        final CountDownLatch free = new CountDownLatch(1);
        final List<String> lines = Collections.synchronizedList(new ArrayList<>());

        @Override
        protected void append(ILoggingEvent line) {
            try {
                free.await();
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
            }
            if (line.getLoggerName().equals(log.getName())) {
                lines.add(line.getFormattedMessage());
            }
        }
    }

    private SyslogSettings syslog(String facility, String format) {
        return new SyslogSettings("127.0.0.1", daemon.getLocalPort(), facility, format);
    }

    private String received() throws IOException {
        DatagramPacket packet = new DatagramPacket(new byte[65535], 65535);
        daemon.receive(packet);
        return new String(packet.getData(), 0, packet.getLength(), StandardCharsets.UTF_8);
    }
}
