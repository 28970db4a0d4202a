package io.ternmq.observe;

import static org.assertj.core.api.Assertions.assertThat;

import io.ternmq.config.ListenerSettings.Kind;
import io.ternmq.event.BrokerEvent.AlarmCleared;
import io.ternmq.event.BrokerEvent.AlarmRaised;
import io.ternmq.event.BrokerEvent.IncidentHappened;
import io.ternmq.event.Counter;
import io.ternmq.event.DropReason;
import io.ternmq.observe.ListenerFacts.State;
import io.ternmq.observe.Problem.Severity;
import io.ternmq.protocol.ReasonCode;
import io.ternmq.store.StoreHealth;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProblemsTest {
    private static final Instant BEGIN = Instant.parse("2026-01-01T00:00:00Z");
    private static final Sample CALM = new Sample(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);

    private final NodeToWatch node = NodeToWatch.named();
    private final Problems problems = new Problems(
            new ProblemRules(node, Path.of("/no/such/directory"), node.counters),
            new Alarms(node.events, Clock.systemUTC()),
            node::storeHealth);
    private Instant now = BEGIN;

    private List<Problem> look(Sample sample) {
        problems.look(sample, now);
        now = now.plusSeconds(1);
        return problems.current();
    }

    private List<Problem> look() {
        return look(CALM);
    }

    @Test
    void a_calm_node_has_none() {
        assertThat(look()).isEmpty();
        assertThat(look()).isEmpty();
    }

    @Test
    void a_listener_that_stopped_is_named_until_it_runs_again() {
        List<ListenerFacts> running = node.listeners;
        node.listeners = List.of(NodeToWatch.listener("tls", Kind.SSL, 8883, State.STOPPED));
        look();
        assertThat(look()).singleElement().satisfies(problem -> {
            assertThat(problem.severity()).isEqualTo(Severity.CRITICAL);
            assertThat(problem.sentence()).contains("tls", "8883", "stopped");
            assertThat(problem.since()).isEqualTo(BEGIN);
        });
        node.listeners = running;
        assertThat(look()).isEmpty();
    }

    @Test
    void a_full_listener_is_named() {
        node.listeners = List.of(new ListenerFacts("default", Kind.TCP, "::", 1883, "", 50, 50, false, State.RUNNING));
        assertThat(look())
                .singleElement()
                .extracting(Problem::sentence)
                .asString()
                .contains("default", "50");
    }

    @Test
    void losses_are_told_with_their_reasons_for_a_minute() {
        look();
        node.lane.add(Counter.MESSAGE_DROP, DropReason.QUEUE_FULL, 1200);
        node.lane.add(Counter.MESSAGE_DROP, DropReason.SLOW_RECEIVER, 7);
        assertThat(look())
                .singleElement()
                .extracting(Problem::sentence)
                .isEqualTo("1,207 messages were dropped in the last minute: queue full (1,200), client too slow (7).");
        for (int second = 0; second < 59; second++) {
            assertThat(look()).hasSize(1);
        }
        assertThat(look()).isEmpty();
    }

    @Test
    void drops_that_the_protocol_asks_for_are_no_problem() {
        look();
        node.lane.add(Counter.MESSAGE_DROP, DropReason.OFFLINE_QOS0, 1000);
        node.lane.add(Counter.MESSAGE_DROP, DropReason.EXPIRED, 1000);
        assertThat(look()).isEmpty();
    }

    @Test
    void a_few_refusals_are_everyday_and_many_are_a_problem() {
        look();
        node.lane.add(Counter.CONNECTION_REFUSED, ReasonCode.NOT_AUTHORIZED, 9);
        assertThat(look()).isEmpty();
        node.lane.add(Counter.CONNECTION_REFUSED, ReasonCode.NOT_AUTHORIZED, 1);
        assertThat(look())
                .singleElement()
                .extracting(Problem::sentence)
                .isEqualTo("10 connections were refused in the last minute: not authorized (10).");
    }

    @Test
    void a_late_event_loop_is_a_problem() {
        Sample late = new Sample(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 340_000);
        assertThat(look(late))
                .singleElement()
                .extracting(Problem::sentence)
                .asString()
                .contains("340 ms");
    }

    @Test
    void an_alarm_stands_until_it_is_cleared_and_keeps_the_time_when_it_began() {
        node.events.publish(new AlarmRaised("store", "The store can't write."));
        Instant since = look().get(0).since();
        node.events.publish(new AlarmRaised("store", "The store still can't write."));
        assertThat(look()).singleElement().satisfies(problem -> {
            assertThat(problem.sentence()).isEqualTo("The store still can't write.");
            assertThat(problem.since()).isEqualTo(since);
        });
        node.events.publish(new AlarmCleared("store"));
        assertThat(look()).isEmpty();
    }

    @Test
    void what_went_wrong_once_is_shown_for_an_hour() {
        MutableClock clock = new MutableClock();
        Alarms alarms = new Alarms(node.events, clock);
        node.events.publish(new IncidentHappened("internal-error", "A connection was closed"));
        clock.now = BEGIN.plusSeconds(3599);
        assertThat(alarms.active()).hasSize(1);
        assertThat(look()).singleElement().extracting(Problem::sentence).isEqualTo("A connection was closed.");
        clock.now = BEGIN.plusSeconds(3601);
        assertThat(alarms.active()).isEmpty();
    }

    @Test
    void damage_of_the_store_is_shown_for_a_day_and_says_how_often_it_was_found() {
        MutableClock clock = new MutableClock();
        Alarms alarms = new Alarms(node.events, clock);
        node.events.publish(new IncidentHappened("store-damaged-record", "Some of a file is damaged."));
        node.events.publish(new IncidentHappened("store-damaged-record", "Some of another one is damaged."));
        assertThat(look()).singleElement().satisfies(problem -> {
            assertThat(problem.severity()).isEqualTo(Severity.CRITICAL);
            assertThat(problem.sentence()).isEqualTo("Some of another one is damaged. The log tells of 1 more.");
            assertThat(problem.advice()).contains("admin store verify");
        });
        clock.now = BEGIN.plus(Duration.ofHours(23));
        assertThat(alarms.active()).hasSize(1);
        clock.now = BEGIN.plus(Duration.ofHours(25));
        assertThat(alarms.active()).isEmpty();
    }

    @Test
    void a_store_that_commits_nothing_is_critical_and_one_that_is_short_of_space_a_warning() {
        node.storeHealth = new StoreHealth(StoreHealth.State.LOW_SPACE, "Space runs short.");
        node.events.publish(new AlarmRaised("store", node.storeHealth.reason()));
        assertThat(look()).singleElement().satisfies(problem -> {
            assertThat(problem.severity()).isEqualTo(Severity.WARNING);
            assertThat(problem.advice()).contains("Make room");
        });
        node.storeHealth = new StoreHealth(StoreHealth.State.FULL, "There is no space.");
        node.events.publish(new AlarmRaised("store", node.storeHealth.reason()));
        assertThat(look()).singleElement().satisfies(problem -> {
            assertThat(problem.severity()).isEqualTo(Severity.CRITICAL);
            assertThat(problem.sentence()).isEqualTo("There is no space.");
            assertThat(problem.advice()).contains("goes on by itself");
        });
    }

    /** A clock that a test sets. */
    private static final class MutableClock extends Clock {
        private Instant now = BEGIN;

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return now;
        }
    }

    @Test
    void the_worst_comes_first() {
        node.events.publish(new AlarmRaised("a", "Something."));
        node.listeners = List.of(NodeToWatch.listener("tls", Kind.SSL, 8883, State.SUSPENDED));
        assertThat(look()).extracting(Problem::severity).containsExactly(Severity.CRITICAL, Severity.WARNING);
    }
}
