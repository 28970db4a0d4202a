package io.ternmq.transport.connection;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.net.InetAddress;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class OffenderLogTest {
    private final Logger logger = (Logger) LoggerFactory.getLogger(OffenderLog.class);
    private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
    private long now = 1_000_000_000_000L;
    private final OffenderLog log = new OffenderLog(() -> now);

    @BeforeEach
    void listen() {
        lines.start();
        logger.addAppender(lines);
    }

    @AfterEach
    void leave() {
        logger.detachAppender(lines);
    }

    private List<String> written() {
        return lines.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
    }

    private static InetAddress address(int index) throws Exception {
        return InetAddress.getByAddress(new byte[] {10, 0, (byte) (index >> 8), (byte) index});
    }

    private void secondsPass(int seconds) {
        now += seconds * 1_000_000_000L;
    }

    @Test
    void an_address_gets_one_line_in_a_second_and_the_rest_is_told_by_number() throws Exception {
        for (int i = 0; i < 10; i++) {
            log.line(address(1), "one " + i);
            log.line(address(2), "two " + i);
        }
        assertThat(written()).containsExactly("one 0", "two 0");
        secondsPass(1);
        log.line(address(1), "one again");
        assertThat(written()).endsWith("one again (and 9 more like it within a second)");
    }

    @Test
    void what_was_left_out_of_one_that_is_quiet_now_is_told_at_last() throws Exception {
        log.line(address(1), "one");
        log.line(address(1), "one");
        log.sweep();
        assertThat(written()).containsExactly("one");
        secondsPass(1);
        log.sweep();
        log.sweep();
        assertThat(written()).containsExactly("one", "1 more lines about /10.0.0.1 were left out");
    }

    @Test
    void a_crowd_of_addresses_is_one_offender_beyond_a_number() throws Exception {
        for (int i = 0; i < 5000; i++) {
            log.line(address(i), "line");
        }
        assertThat(written()).hasSize(4097);
    }
}
