package io.ternmq.access.remote;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ternmq.access.SourceHealth;
import io.ternmq.access.remote.Guard.RemoteQuestion;
import io.ternmq.access.remote.Reply.Answered;
import io.ternmq.access.remote.Reply.Refused;
import io.ternmq.access.remote.Reply.Why;
import io.ternmq.event.BrokerEvent;
import io.ternmq.event.BrokerEvent.AlarmCleared;
import io.ternmq.event.BrokerEvent.AlarmRaised;
import io.ternmq.event.EventBus;
import io.ternmq.protocol.ReasonCode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

class GuardTest {
    private static final Duration LONG = Duration.ofMinutes(1);
    private static final Duration SHORT = Duration.ofMillis(30);

    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private final EventBus events = new EventBus();
    private final List<BrokerEvent> alarms = new CopyOnWriteArrayList<>();
    private final List<Reply<String>> replies = new CopyOnWriteArrayList<>();
    private final Consumer<Reply<String>> heard = replies::add;
    private final List<Promise<String>> promises = new ArrayList<>();
    private final RemoteQuestion<String> waiting = promises::add;

    GuardTest() {
        events.subscribe(AlarmRaised.class, alarms::add);
        events.subscribe(AlarmCleared.class, alarms::add);
    }

    @AfterEach
    void end() {
        timer.shutdownNow();
    }

    private Guard guard(GuardOptions options) {
        return new Guard("database", options, events, timer);
    }

    private static RemoteQuestion<String> failing(String why) {
        return promise -> promise.fail(new IllegalStateException(why));
    }

    private void failInARow(Guard guard) {
        for (int i = 0; i < Breaker.ROW; i++) {
            guard.ask(failing("no route to host"), heard);
        }
    }

    @Test
    void an_answer_reaches_its_asker() {
        guard(GuardOptions.of(LONG, 1)).ask(promise -> promise.answer("yes"), heard);
        assertThat(replies).containsExactly(new Answered<>("yes"));
    }

    @Test
    void only_the_first_word_counts() {
        guard(GuardOptions.of(LONG, 1)).ask(waiting, heard);
        Promise<String> promise = promises.get(0);
        promise.answer("yes");
        promise.answer("no");
        promise.fail(new IllegalStateException("late"));
        assertThat(replies).containsExactly(new Answered<>("yes"));
    }

    @Test
    void a_question_ends_at_its_time_limit_and_a_late_answer_is_dropped() {
        AtomicBoolean abandoned = new AtomicBoolean();
        Guard guard = guard(GuardOptions.of(SHORT, 1));
        guard.ask(
                promise -> {
                    promise.whenAbandoned(() -> abandoned.set(true));
                    promises.add(promise);
                },
                heard);
        await().until(() -> !replies.isEmpty());
        promises.get(0).answer("late");
        assertThat(replies).hasSize(1).first().isInstanceOfSatisfying(Refused.class, refused -> {
            assertThat(refused.why()).isEqualTo(Why.TIMED_OUT);
            assertThat(refused.sentence()).isEqualTo("database gave no answer within 30 ms");
        });
        assertThat(abandoned).isTrue();
        assertThat(guard.health().questions().timedOut()).isEqualTo(1);
        assertThat(guard.health().questions().underWay()).isZero();
    }

    @Test
    void what_a_question_throws_is_a_failure() {
        guard(GuardOptions.of(LONG, 1))
                .ask(
                        promise -> {
                            throw new IllegalStateException("no driver");
                        },
                        heard);
        assertThat(replies).containsExactly(new Refused<>(Why.FAILED, "database failed: no driver"));
    }

    @Test
    void more_questions_than_may_be_under_way_are_refused_as_busy() {
        Guard guard = guard(GuardOptions.of(LONG, 2));
        guard.ask(waiting, heard);
        guard.ask(waiting, heard);
        guard.ask(waiting, heard);
        Refused<String> full = new Refused<>(Why.FULL, "database has 2 questions to answer already");
        assertThat(replies).containsExactly(full);
        assertThat(full.rejection().reasonCode()).isEqualTo(ReasonCode.SERVER_BUSY);

        promises.get(0).answer("yes");
        guard.ask(waiting, heard);
        assertThat(promises).hasSize(3);
        assertThat(guard.health().questions().refusedFull()).isEqualTo(1);
    }

    @Test
    void an_unreachable_source_is_not_asked_and_everybody_is_denied_at_once() {
        Guard guard = guard(GuardOptions.of(LONG, 9).pause(LONG));
        failInARow(guard);
        replies.clear();
        AtomicInteger asked = new AtomicInteger();
        guard.ask(promise -> asked.incrementAndGet(), heard);

        assertThat(asked).hasValue(0);
        assertThat(replies).singleElement().isInstanceOfSatisfying(Refused.class, refused -> {
            assertThat(refused.why()).isEqualTo(Why.UNREACHABLE);
            assertThat(refused.sentence()).matches("database is unreachable since 2\\S+Z: no route to host");
            assertThat(refused.rejection().reasonCode()).isEqualTo(ReasonCode.NOT_AUTHORIZED);
        });
        SourceHealth health = guard.health();
        assertThat(health.state()).isEqualTo(SourceHealth.State.DOWN);
        assertThat(health.lastError()).isEqualTo("no route to host");
        assertThat(health.errorRate()).isEqualTo(1.0);
        assertThat(health.questions().refusedOpen()).isEqualTo(1);
        assertThat(alarms)
                .singleElement()
                .isInstanceOfSatisfying(
                        AlarmRaised.class, alarm -> assertThat(alarm.name()).isEqualTo("source-database"));
    }

    @Test
    void one_question_tries_a_source_that_was_down_and_closes_the_breaker() {
        Guard guard = guard(GuardOptions.of(LONG, 9).pause(SHORT));
        failInARow(guard);
        await().until(() -> {
            guard.ask(waiting, heard);
            return !promises.isEmpty();
        });
        assertThat(guard.health().state()).isEqualTo(SourceHealth.State.RETRYING);
        guard.ask(waiting, heard);
        assertThat(promises).hasSize(1);

        promises.get(0).answer("back");
        assertThat(guard.health().state()).isEqualTo(SourceHealth.State.UP);
        assertThat(alarms).last().isEqualTo(new AlarmCleared("source-database"));
        guard.ask(waiting, heard);
        assertThat(promises).hasSize(2);
    }

    @Test
    void a_source_that_can_be_probed_comes_back_without_a_client() {
        AtomicBoolean up = new AtomicBoolean();
        Guard guard = Guard.probing("database", GuardOptions.of(LONG, 9).pause(SHORT), events, timer, promise -> {
            if (up.get()) {
                promise.answer("1");
            } else {
                promise.fail(new IllegalStateException("connection refused"));
            }
        });
        guard.tryNow();
        assertThat(guard.health().state()).isNotEqualTo(SourceHealth.State.UP);
        assertThat(alarms).hasSize(1);
        up.set(true);
        await().until(() -> guard.health().state() == SourceHealth.State.UP);
        await().untilAsserted(
                        () -> assertThat(alarms).hasSize(2).last().isEqualTo(new AlarmCleared("source-database")));
    }

    @Test
    void questions_asked_before_it_went_down_say_nothing_of_the_source_afterwards() {
        Guard guard = guard(GuardOptions.of(LONG, 9).pause(LONG));
        guard.ask(waiting, heard);
        failInARow(guard);
        promises.get(0).answer("from before");
        assertThat(guard.health().state()).isEqualTo(SourceHealth.State.DOWN);
        assertThat(replies).last().isEqualTo(new Answered<>("from before"));
    }

    @Test
    void nobody_opens_the_breaker_by_asking_badly() {
        Guard guard = guard(GuardOptions.of(LONG, 9).pause(LONG).blameless(IllegalArgumentException.class::isInstance));
        for (int i = 0; i < 100; i++) {
            guard.ask(promise -> promise.fail(new IllegalArgumentException("invalid text")), heard);
        }
        assertThat(guard.health().state()).isEqualTo(SourceHealth.State.UP);
        assertThat(guard.health().questions().failed()).isEqualTo(100);
    }

    @Test
    void half_of_the_questions_failing_opens_the_breaker() {
        Guard guard = guard(GuardOptions.of(LONG, 9).pause(LONG));
        for (int i = 0; i < Breaker.WINDOW && guard.health().state() == SourceHealth.State.UP; i++) {
            guard.ask(promise -> promise.answer("yes"), heard);
            guard.ask(failing("reset by peer"), heard);
        }
        assertThat(guard.health().state()).isEqualTo(SourceHealth.State.DOWN);
    }

    @Test
    void secrets_and_control_characters_are_not_in_what_is_told() {
        Guard guard = guard(GuardOptions.of(LONG, 9).secrets(List.of("hunter2", "")));
        guard.ask(failing("login\nwith hunter2 failed"), heard);
        assertThat(guard.health().lastError()).isEqualTo("login\uFFFDwith *** failed");
        assertThat(replies).containsExactly(new Refused<>(Why.FAILED, "database failed: login\uFFFDwith *** failed"));
    }

    @Test
    void a_mono_is_cancelled_when_its_time_is_over() {
        AtomicBoolean cancelled = new AtomicBoolean();
        Mono<String> never = Sinks.<String>one().asMono().doOnCancel(() -> cancelled.set(true));
        guard(GuardOptions.of(SHORT, 1)).ask(Guard.of(never), heard);
        await().untilTrue(cancelled);
        assertThat(replies).hasSize(1);
    }

    @Test
    void a_mono_without_a_value_has_failed() {
        guard(GuardOptions.of(LONG, 1)).ask(Guard.of(Mono.<String>empty()), heard);
        assertThat(replies)
                .containsExactly(new Refused<>(Why.FAILED, "database failed: the source ended without an answer"));
    }

    @Test
    void latencies_are_counted_in_classes() {
        Guard guard = guard(GuardOptions.of(LONG, 9));
        for (int i = 0; i < 10; i++) {
            guard.ask(promise -> promise.answer("yes"), heard);
        }
        SourceHealth health = guard.health();
        long counted = 0;
        for (long count : health.questions().micros().counts()) {
            counted += count;
        }
        assertThat(counted).isEqualTo(10);
        assertThat(health.p50Micros()).isLessThanOrEqualTo(health.p99Micros());
        assertThat(health.errorRate()).isZero();
    }
}
