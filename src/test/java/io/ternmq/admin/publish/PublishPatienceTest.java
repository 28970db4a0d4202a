package io.ternmq.admin.publish;

import static org.assertj.core.api.Assertions.assertThat;

import io.ternmq.event.Counter;
import io.ternmq.protocol.ReasonCode;
import io.ternmq.session.NodeBehindItsStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/** What becomes of messages that are not answered in time. */
class PublishPatienceTest {
    private static final PublishAsker KEY = new PublishAsker("key k", "k", "127.0.0.1", 4711, true);

    private final NodeBehindItsStore node = new NodeBehindItsStore();
    private final HeldTime time = new HeldTime();
    private final PublishAdmin publishing =
            new PublishAdmin(node.sessions(), node.settings(), Duration.ofSeconds(7), time);

    /** Time that passes when the test says so. */
    private static final class HeldTime implements Scheduler {
        private final List<Runnable> waiting = new ArrayList<>();

        void passes() {
            List.copyOf(waiting).forEach(Runnable::run);
        }

        @Override
        public Disposable schedule(Runnable task) {
            return Schedulers.immediate().schedule(task);
        }

        @Override
        public Disposable schedule(Runnable task, long delay, TimeUnit unit) {
            assertThat(unit.toSeconds(delay)).isEqualTo(7);
            waiting.add(task);
            return Disposables.composite(() -> waiting.remove(task));
        }

        @Override
        public Worker createWorker() {
            return Schedulers.immediate().createWorker();
        }
    }

    private CompletableFuture<PublishReport> publish() {
        CompletableFuture<PublishReport> answer = publishing
                .publish(
                        KEY,
                        new PublishInput(
                                "d", "m", null, 1, null, null, null, null, null, null, null, null, null, null, null))
                .toFuture();
        node.settle();
        return answer;
    }

    private static NotPublishedException failure(CompletableFuture<PublishReport> answer) {
        @Nullable
        Throwable why = answer.handle((report, failure) -> failure)
                .orTimeout(30, TimeUnit.SECONDS)
                .join();
        assertThat(why).isInstanceOf(NotPublishedException.class);
        return (NotPublishedException) why;
    }

    @Test
    void what_the_store_does_not_have_in_time_is_told_to_be_published_but_not_for_certain_kept() {
        CompletableFuture<PublishReport> answer = publish();
        node.answer();
        time.passes();

        NotPublishedException late = failure(answer);
        assertThat(late.kind()).isEqualTo(NotPublishedException.Kind.NOT_KEPT);
        assertThat(late.reasonCode()).isEqualTo(ReasonCode.QUOTA_EXCEEDED.value());
        assertThat(late).hasMessageContaining("the store has not said within 7 s that it is kept");
        node.settle();
        assertThat(node.count(Counter.HTTP_PUB_PUBLISHED)).isEqualTo(1);
        assertThat(node.count(Counter.HTTP_PUB_ERROR)).isEqualTo(1);
        assertThat(node.underWay()).as("it waits for the store as before").isEqualTo(1);
        assertThat(node.waitingForStore("api:k")).isEqualTo(1);

        node.commit();
        assertThat(node.underWay()).isZero();
        assertThat(node.waitingForStore("api:k")).isZero();
        assertThat(node.count(Counter.HTTP_PUB_PUBLISHED)).isEqualTo(1);
        assertThat(node.count(Counter.HTTP_PUB_ERROR)).isEqualTo(1);
    }

    @Test
    void what_no_source_has_decided_in_time_is_not_published_later() {
        CompletableFuture<PublishReport> answer = publish();
        time.passes();

        NotPublishedException late = failure(answer);
        assertThat(late.kind()).isEqualTo(NotPublishedException.Kind.BUSY);
        assertThat(late.reasonCode()).isEqualTo(ReasonCode.SERVER_BUSY.value());
        assertThat(late).hasMessageContaining("no source of users and rights has answered within 7 s");

        node.answer();
        assertThat(node.underWay()).isZero();
        assertThat(node.count(Counter.HTTP_PUB_PUBLISHED)).isZero();
        assertThat(node.count(Counter.HTTP_PUB_ERROR)).isEqualTo(1);
    }

    @Test
    void what_is_committed_in_time_is_answered_and_no_error() {
        CompletableFuture<PublishReport> answer = publish();
        node.answer();
        node.commit();
        assertThat(answer.orTimeout(30, TimeUnit.SECONDS).join().receivers()).isEqualTo(1);
        time.passes();
        node.settle();
        assertThat(node.underWay()).isZero();
        assertThat(node.waitingForStore("api:k")).isZero();
        assertThat(node.count(Counter.HTTP_PUB_ERROR)).isZero();
    }
}
