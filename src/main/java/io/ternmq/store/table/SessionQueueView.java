package io.ternmq.store.table;

import io.ternmq.store.ReadBatch;
import io.ternmq.store.SessionUid;
import io.ternmq.store.StoredQueue;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The door to a session's queue. Any thread. */
public final class SessionQueueView implements StoredQueue {
    private final QueueReader reader;
    private final TableThread tables;
    private final SessionUid session;

    SessionQueueView(QueueReader reader, TableThread tables, SessionUid session) {
        this.reader = reader;
        this.tables = tables;
        this.session = session;
    }

    /** Says which messages, on the table thread. */
    private interface Choice {
        ReadPlan plan();
    }

    private void read(Choice choice, Executor loop, Consumer<ReadBatch> consumer) {
        tables.execute(() -> reader.read(choice.plan(), loop, consumer));
    }

    private @Nullable SessionQueue queue() {
        return tables.index().find(session.node(), session.number());
    }

    @Override
    public void readAhead(
            long afterOrder, int maxMessages, long maxBytes, Executor loop, Consumer<ReadBatch> consumer) {
        read(
                () -> ReadPlan.ahead(session, queue(), tables.segments(), afterOrder, maxMessages, maxBytes),
                loop,
                consumer);
    }

    @Override
    public void readBack(
            long beforeOrder, int maxMessages, long maxBytes, Executor loop, Consumer<ReadBatch> consumer) {
        read(
                () -> ReadPlan.back(session, queue(), tables.segments(), beforeOrder, maxMessages, maxBytes),
                loop,
                consumer);
    }

    @Override
    public void readInflight(Executor loop, Consumer<ReadBatch> consumer) {
        read(() -> ReadPlan.inflight(session, queue(), tables.segments()), loop, consumer);
    }

    @Override
    public void size(Executor loop, Consumer<Size> consumer) {
        tables.execute(() -> {
            SessionQueue queue = queue();
            Size size = queue == null ? new Size(0, 0, 0) : new Size(queue.live(), queue.bytes(), queue.inflight());
            loop.execute(() -> consumer.accept(size));
        });
    }
}
