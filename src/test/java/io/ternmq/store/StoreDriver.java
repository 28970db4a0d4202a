package io.ternmq.store;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.ternmq.config.Durability;
import io.ternmq.event.EventBus;
import io.ternmq.protocol.Publish;
import io.ternmq.protocol.Qos;
import io.ternmq.protocol.SubscriberId;
import io.ternmq.protocol.SubscriptionOptions;
import io.ternmq.protocol.Topic;
import io.ternmq.protocol.TopicFilter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A store with lanes whose loop is the test's thread, for as long as the test waits for something. */
final class StoreDriver implements AutoCloseable {
    static final SubscriberId PUBLISHER = new SubscriberId("", "publisher");

    final EventBus events = new EventBus();
    final DurableStore store;
    final List<CommitLane> lanes = new ArrayList<>();
    private final BlockingQueue<Runnable> loop = new LinkedBlockingQueue<>();

    StoreDriver(Path folder, @Nullable SimulatedFiles files) {
        this(new DurableStore.Options(folder, Durability.PROCESS, 64 << 10, 0), files, 2);
    }

    StoreDriver(DurableStore.Options options, @Nullable SimulatedFiles files, int laneCount) {
        store = DurableStore.open(options, events, StoreFolder.take(options.folder()), files);
        for (int i = 0; i < laneCount; i++) {
            lanes.add(store.lane(loop::add, () -> {}));
        }
    }

    CommitLane lane() {
        return lanes.get(0);
    }

    // ------------------------------------------------------------------ waiting

    /** Plays the loop until the condition holds. */
    void await(BooleanSupplier condition) {
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (!condition.getAsBoolean()) {
            try {
                Runnable task = loop.poll(10, TimeUnit.MILLISECONDS);
                if (task != null) {
                    task.run();
                }
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            if (System.nanoTime() - until > 0) {
                throw new AssertionError("it didn't come true");
            }
        }
    }

    /** Submits all lanes and waits until what they have is committed. */
    void commit() {
        lanes.forEach(CommitLane::submit);
        await(() -> lanes.stream().allMatch(lane -> lane.committed() >= lane.position()));
    }

    /** Reads a whole queue, so many at a time. */
    List<StoredDelivery> read(SessionUid session, int atATime) {
        List<StoredDelivery> all = new ArrayList<>();
        long after = StoredQueue.START;
        while (true) {
            ReadBatch batch = readAhead(session, after, atATime);
            all.addAll(batch.deliveries());
            after = batch.last();
            if (batch.end()) {
                return all;
            }
        }
    }

    ReadBatch readAhead(SessionUid session, long after, int count) {
        return ask(answer -> store.queue(session).readAhead(after, count, 1 << 20, loop::add, answer));
    }

    /** Asks something that is answered on the loop. */
    <T> T ask(Consumer<Consumer<T>> question) {
        List<T> answers = new ArrayList<>();
        question.accept(answers::add);
        await(() -> !answers.isEmpty());
        return answers.get(0);
    }

    BlockingQueue<Runnable> loop() {
        return loop;
    }

    // ------------------------------------------------------------------ what goes in

    static SessionUid uid(long number) {
        return new SessionUid(1, number);
    }

    static Publish message(String topic, String payload) {
        return message(topic, payload, Qos.AT_LEAST_ONCE, Publish.NEVER);
    }

    static Publish message(String topic, String payload, Qos qos, long expiresAt) {
        byte[] bytes = payload.getBytes(StandardCharsets.UTF_8);
        ByteBuf buffer = Unpooled.wrappedBuffer(bytes);
        return new Publish(buffer)
                .wrap(buffer, 0, 0, 0, bytes.length)
                .flags(qos, false, false, 7)
                .resolve(Topic.of(topic))
                .origin(PUBLISHER, expiresAt);
    }

    long open(long number) {
        return lane().append(
                        new StoreRecord.SessionOpened(uid(number), new SubscriberId("", "client-" + number), 3600));
    }

    long subscribe(long number, String filter) {
        return lane().append(new StoreRecord.SubscriptionPut(
                uid(number), TopicFilter.of(filter), SubscriptionOptions.ofQos(Qos.AT_LEAST_ONCE), 5));
    }

    long send(String payload, long... receivers) {
        SessionUid[] uids = new SessionUid[receivers.length];
        int[] words = new int[receivers.length];
        for (int i = 0; i < receivers.length; i++) {
            uids[i] = uid(receivers[i]);
            words[i] = 1 << 28 | (int) receivers[i];
        }
        return lane().append(message("a/topic", payload), uids, words, uids.length);
    }

    static String payload(Publish publish) {
        return publish.buffer().toString(publish.payloadIndex(), publish.payloadLength(), StandardCharsets.UTF_8);
    }

    List<String> payloads(long number) {
        return read(uid(number), 100).stream()
                .map(delivery -> payload(delivery.publish()))
                .toList();
    }

    List<RecoveredSession> sessions() {
        List<RecoveredSession> sessions = new ArrayList<>();
        store.forEachSession(sessions::add);
        return sessions;
    }

    @Override
    public void close() {
        store.close();
    }
}
