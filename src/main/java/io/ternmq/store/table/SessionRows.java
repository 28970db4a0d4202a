package io.ternmq.store.table;

import io.netty.buffer.Unpooled;
import io.ternmq.protocol.Publish;
import io.ternmq.store.RecoveredSession;
import io.ternmq.store.SessionUid;
import io.ternmq.store.StoreRecord;
import io.ternmq.store.log.ChangeFormat;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Puts the rows of sessions together again, as they come in the order of their keys. One use, on the table thread. */
final class SessionRows implements Tables.Rows {
    private final QueueIndex index;
    private final Consumer<? super RecoveredSession> consumer;
    private int node;
    private long number;
    private StoreRecord.@Nullable SessionOpened opened;
    private StoreRecord.@Nullable SessionClosed closed;
    private List<StoreRecord.SubscriptionPut> subscriptions = List.of();

    SessionRows(QueueIndex index, Consumer<? super RecoveredSession> consumer) {
        this.index = index;
        this.consumer = consumer;
    }

    @Override
    public void onRow(byte[] key, Supplier<byte[]> value) {
        if (TableKeys.number(key) != number || TableKeys.node(key) != node) {
            finish();
            number = TableKeys.number(key);
            node = TableKeys.node(key);
        }
        switch (TableKeys.row(key)) {
            case TableKeys.OPENED -> opened = ChangeFormat.opened(Unpooled.wrappedBuffer(value.get()));
            case TableKeys.CLOSED -> closed = ChangeFormat.closed(Unpooled.wrappedBuffer(value.get()));
            case TableKeys.SUBSCRIPTION -> {
                subscriptions = subscriptions.isEmpty() ? new ArrayList<>(2) : subscriptions;
                subscriptions.add(ChangeFormat.subscription(Unpooled.wrappedBuffer(value.get())));
            }
            default -> {
                // What the index has read already.
            }
        }
    }

    /** Tells of the last one. */
    void finish() {
        StoreRecord.SessionOpened whole = opened;
        StoreRecord.SessionClosed end = closed;
        if (whole != null) {
            SessionUid uid = whole.session();
            SessionQueue queue = index.find(uid.node(), uid.number());
            consumer.accept(new RecoveredSession(
                    uid,
                    whole.id(),
                    whole.expirySeconds(),
                    end == null,
                    end == null ? Publish.NEVER : end.expiresAtMillis(),
                    end == null ? whole.will() : end.will(),
                    end == null ? Publish.NEVER : end.willAtMillis(),
                    List.copyOf(subscriptions),
                    queue == null ? new int[0] : queue.inbound().all().clone(),
                    queue == null ? 0 : queue.live(),
                    queue == null ? 0 : queue.bytes(),
                    queue == null ? 0 : queue.inflight(),
                    whole.owner()));
        }
        opened = null;
        closed = null;
        subscriptions = List.of();
    }
}
