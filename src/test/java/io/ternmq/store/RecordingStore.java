package io.ternmq.store;

import io.ternmq.protocol.Publish;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;

/** A store that commits at once and writes down what it is given, so that a test can look. */
public final class RecordingStore implements MessageStore {
    public final List<Message> messages = new CopyOnWriteArrayList<>();
    public final List<StoreRecord> changes = new CopyOnWriteArrayList<>();
    public volatile boolean congested;

    /** A message with its receivers. */
    public record Message(String topic, String payload, long position, List<SessionUid> receivers) {}

    @Override
    public CommitLane lane(Executor loop, Runnable onCommitted) {
        CommitLane counted = new MemoryStore().lane(loop, onCommitted);
        return new CommitLane() {
            @Override
            public long append(Publish publish, SessionUid[] receivers, int count) {
                long position = counted.append(publish, receivers, count);
                String payload = publish.buffer()
                        .toString(publish.payloadIndex(), publish.payloadLength(), StandardCharsets.UTF_8);
                messages.add(new Message(
                        publish.topic().toString(),
                        payload,
                        position,
                        List.copyOf(java.util.Arrays.asList(receivers).subList(0, count))));
                return position;
            }

            @Override
            public long append(StoreRecord change) {
                changes.add(change);
                return counted.append(change);
            }

            @Override
            public long position() {
                return counted.position();
            }

            @Override
            public void submit() {
                counted.submit();
            }

            @Override
            public long committed() {
                return counted.committed();
            }

            @Override
            public boolean congested() {
                return congested;
            }
        };
    }

    @Override
    public void close() {
        // Nothing to finish.
    }
}
