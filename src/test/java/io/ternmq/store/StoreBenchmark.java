package io.ternmq.store;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.ThreadMXBean;
import io.netty.buffer.Unpooled;
import io.ternmq.config.Durability;
import io.ternmq.event.EventBus;
import io.ternmq.protocol.Publish;
import io.ternmq.protocol.Qos;
import io.ternmq.protocol.SubscriberId;
import io.ternmq.protocol.SubscriptionOptions;
import io.ternmq.protocol.Topic;
import io.ternmq.protocol.TopicFilter;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Locale;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import org.rocksdb.ColumnFamilyDescriptor;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;

/**
 * Measures by hand what the store costs: for each message that is written, sent and done ({@code online}), the same with message bytes
 * in RocksDB ({@code rocks}), with the disk synchronised ({@code disk}), a million messages for a thousand offline sessions
 * ({@code offline}), and a start with a million sessions and a million messages ({@code recovery}). CPU is that of the whole process.
 * Run: {@code java -cp … io.ternmq.store.StoreBenchmark <folder> online …}.
 */
public final class StoreBenchmark {
    private static final OperatingSystemMXBean SYSTEM =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final int PAYLOAD = 100;
    private static final int MILLION = 1_000_000;
    private static final int TURN = 32;
    private static final int WINDOW = 2048;

    private final Path folder;
    private final Queue<Runnable> loop = new ConcurrentLinkedQueue<>();
    private final Publish view = new Publish(Unpooled.EMPTY_BUFFER);
    private final Topic topic = Topic.of("building/12/floor/3/temperature");
    private final SubscriberId publisher = new SubscriberId("", "publisher-1");

    private StoreBenchmark(Path folder) {
        this.folder = folder;
    }

    public static void main(String[] args) throws Exception {
        StoreBenchmark benchmark = new StoreBenchmark(Path.of(args[0]));
        for (int i = 1; i < args.length; i++) {
            switch (args[i]) {
                case "online" -> {
                    benchmark.online(Durability.PROCESS, MILLION, TURN);
                    benchmark.online(Durability.PROCESS, 3 * MILLION, TURN);
                }
                case "single" -> benchmark.online(Durability.PROCESS, 20_000, 1);
                case "disk" -> benchmark.online(Durability.DISK, 300_000, TURN);
                case "rocks" -> benchmark.rocks(3 * MILLION);
                case "offline" -> benchmark.offline();
                case "recovery" -> benchmark.recovery();
                case "sync" -> benchmark.sync();
                default -> throw new IllegalArgumentException(args[i]);
            }
        }
    }

    private DurableStore open(String name, Durability level) {
        return DurableStore.open(new DurableStore.Options(folder.resolve(name), level, 64 << 20, 0), new EventBus());
    }

    private Publish message() {
        return view.wrap(Unpooled.wrappedBuffer(new byte[PAYLOAD]), 0, 0, 0, PAYLOAD)
                .flags(Qos.AT_LEAST_ONCE, false, false, 1)
                .resolve(topic)
                .origin(publisher, Publish.NEVER);
    }

    private void turn() {
        Runnable task = loop.poll();
        if (task == null) {
            LockSupport.parkNanos(20_000);
        }
        while (task != null) {
            task.run();
            task = loop.poll();
        }
    }

    /** One session that is connected: each message is written, sent, and done with a window later. */
    private void online(Durability level, int messages, int perTurn) throws IOException {
        try (DurableStore store = open("online-" + level + messages, level)) {
            CommitLane lane = store.lane(loop::add, () -> {});
            SessionUid[] uid = {new SessionUid(1, 1)};
            int[] words = {1 << 28};
            lane.append(new StoreRecord.SessionOpened(uid[0], publisher, 60));
            Publish message = message();
            long[] sequences = new long[WINDOW];
            long cpu = SYSTEM.getProcessCpuTime();
            long written = written();
            long start = System.nanoTime();
            long allocated = THREADS.getCurrentThreadAllocatedBytes();
            for (int i = 0; i < messages; i += perTurn) {
                for (int k = i; k < i + perTurn; k++) {
                    int slot = k % WINDOW;
                    if (k >= WINDOW) {
                        lane.appendDone(uid[0], sequences[slot], slot + 1);
                    }
                    sequences[slot] = lane.append(message, uid, words, 1);
                    lane.appendSent(uid[0], sequences[slot], slot + 1);
                }
                lane.submit();
                long wanted = perTurn == 1 ? lane.position() : sequences[(i + WINDOW / 2) % WINDOW];
                while (lane.committed() < wanted || lane.congested()) {
                    turn();
                }
            }
            allocated = THREADS.getCurrentThreadAllocatedBytes() - allocated;
            while (lane.committed() < lane.position()) {
                turn();
            }
            long took = System.nanoTime() - start;
            store.flush();
            report(
                    "online " + level.name().toLowerCase(Locale.ROOT) + ", " + perTurn + " a turn",
                    messages,
                    took,
                    SYSTEM.getProcessCpuTime() - cpu,
                    written() - written);
            System.out.printf(
                    Locale.ROOT,
                    "  commit p50 %d us, p99 %d us, group %d records, %.1f B allocated per message on the loop%n",
                    store.metrics().commitNanos().percentile(50) / 1000,
                    store.metrics().commitNanos().percentile(99) / 1000,
                    store.metrics().batchRecords().percentile(50),
                    (double) allocated / messages);
        }
    }

    /** The same work with message and index in RocksDB, behind its own log: a put for each, and a delete for each. */
    private void rocks(int messages) throws RocksDBException, IOException {
        RocksDB.loadLibrary();
        Path path = folder.resolve("rocks");
        Files.createDirectories(path);
        try (Options options = new Options().setCreateIfMissing(true).setWriteBufferSize(32 << 20);
                RocksDB db = RocksDB.open(options, path.toString());
                ColumnFamilyHandle index =
                        db.createColumnFamily(new ColumnFamilyDescriptor("index".getBytes(StandardCharsets.US_ASCII)));
                WriteOptions write = new WriteOptions();
                WriteBatch batch = new WriteBatch()) {
            byte[] value = new byte[PAYLOAD + 80];
            byte[] entry = new byte[16];
            long cpu = SYSTEM.getProcessCpuTime();
            long written = written();
            long start = System.nanoTime();
            Queue<Integer> window = new ArrayDeque<>();
            for (int i = 0; i < messages; i++) {
                byte[] key = ByteBuffer.allocate(8).putLong(i).array();
                byte[] place =
                        ByteBuffer.allocate(20).putInt(1).putLong(1).putLong(i).array();
                batch.put(key, value);
                batch.put(index, place, entry);
                window.add(i);
                if (window.size() > WINDOW) {
                    int done = window.remove();
                    batch.delete(ByteBuffer.allocate(8).putLong(done).array());
                    batch.delete(
                            index,
                            ByteBuffer.allocate(20)
                                    .putInt(1)
                                    .putLong(1)
                                    .putLong(done)
                                    .array());
                }
                if (i % TURN == TURN - 1) {
                    db.write(write, batch);
                    batch.clear();
                }
            }
            long took = System.nanoTime() - start;
            db.compactRange();
            db.compactRange(index);
            report(
                    "all in RocksDB, " + TURN + " a batch",
                    messages,
                    took,
                    SYSTEM.getProcessCpuTime() - cpu,
                    written() - written);
        }
    }

    private void offline() throws IOException, InterruptedException {
        long base;
        try (DurableStore store = open("offline", Durability.PROCESS)) {
            CommitLane lane = store.lane(loop::add, () -> {});
            for (int i = 1; i <= 1000; i++) {
                lane.append(
                        new StoreRecord.SessionOpened(new SessionUid(1, i), new SubscriberId("", "client-" + i), 3600));
            }
            settle(lane);
            base = rss();
            long cpu = SYSTEM.getProcessCpuTime();
            long written = written();
            long start = System.nanoTime();
            SessionUid[] uid = new SessionUid[1];
            int[] words = {1 << 28};
            Publish message = message();
            for (int i = 0; i < MILLION; i++) {
                uid[0] = new SessionUid(1, i % 1000 + 1);
                lane.append(message, uid, words, 1);
                if (i % TURN == 0) {
                    lane.submit();
                    while (lane.congested()) {
                        turn();
                    }
                }
            }
            settle(lane);
            report(
                    "offline, 1,000 sessions",
                    MILLION,
                    System.nanoTime() - start,
                    SYSTEM.getProcessCpuTime() - cpu,
                    written() - written);
            System.out.printf("  RSS %d MB more%n", rss() - base);
            drain(store, lane);
            System.out.printf("  RSS %d MB more after draining%n", rss() - base);
        }
    }

    private void drain(DurableStore store, CommitLane lane) {
        long cpu = SYSTEM.getProcessCpuTime();
        long start = System.nanoTime();
        int[] read = {0};
        for (int session = 1; session <= 1000; session++) {
            drainOne(
                    store.queue(new SessionUid(1, session)), new SessionUid(1, session), StoredQueue.START, lane, read);
            if (session % 8 == 0) {
                int target = session * 1000;
                while (read[0] < target) {
                    turn();
                }
            }
        }
        while (read[0] < MILLION) {
            turn();
        }
        settle(lane);
        report("drained", MILLION, System.nanoTime() - start, SYSTEM.getProcessCpuTime() - cpu, 0);
    }

    private void drainOne(StoredQueue queue, SessionUid uid, long after, CommitLane lane, int[] read) {
        queue.readAhead(after, 200, 1 << 20, loop::add, batch -> {
            for (StoredDelivery delivery : batch.deliveries()) {
                lane.appendSent(uid, delivery.publish().sequence(), 1);
                lane.appendDone(uid, delivery.publish().sequence(), 1);
                read[0]++;
            }
            lane.submit();
            if (!batch.end()) {
                drainOne(queue, uid, batch.last(), lane, read);
            }
        });
    }

    private void recovery() throws IOException {
        fillAndKill();
        for (String how : new String[] {"after a kill", "after a good end"}) {
            recover(how);
        }
    }

    private void fillAndKill() {
        DurableStore store = open("recovery", Durability.PROCESS);
        CommitLane lane = store.lane(loop::add, () -> {});
        SessionUid[] uid = new SessionUid[1];
        Publish message = message();
        SubscriptionOptions options = SubscriptionOptions.ofQos(Qos.AT_LEAST_ONCE);
        for (int i = 1; i <= MILLION; i++) {
            SessionUid session = new SessionUid(1, i);
            lane.append(new StoreRecord.SessionOpened(session, new SubscriberId("", "client-" + i), 3600));
            lane.append(new StoreRecord.SubscriptionPut(session, TopicFilter.of("devices/" + i + "/#"), options, 0));
            lane.append(new StoreRecord.SessionClosed(session, Publish.NEVER, null, Publish.NEVER));
            uid[0] = session;
            lane.append(message, uid, 1);
            if (i % TURN == 0) {
                lane.submit();
                while (lane.congested()) {
                    turn();
                }
            }
        }
        settle(lane);
        System.out.printf("filled: %s%n", store.metrics().messages());
        store.abandon();
    }

    private void recover(String how) throws IOException {
        System.gc();
        long start = System.nanoTime();
        long cpu = SYSTEM.getProcessCpuTime();
        try (DurableStore store = open("recovery", Durability.PROCESS)) {
            long opened = System.nanoTime();
            int[] sessions = {0};
            store.forEachSession(session -> sessions[0]++);
            System.out.printf(
                    Locale.ROOT,
                    "recovery %s: open %.2f s, sessions %.2f s, cpu %.2f s, %d sessions, %d messages, RSS %d MB%n",
                    how,
                    (opened - start) / 1e9,
                    (System.nanoTime() - opened) / 1e9,
                    (SYSTEM.getProcessCpuTime() - cpu) / 1e9,
                    sessions[0],
                    store.metrics().messages(),
                    rss());
        }
    }

    private void sync() throws IOException {
        Files.createDirectories(folder);
        Path file = folder.resolve("sync");
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            ByteBuffer bytes = ByteBuffer.allocateDirect(4096);
            long[] took = new long[500];
            for (int i = 0; i < took.length; i++) {
                channel.write(bytes.clear(), (long) i * 4096);
                long start = System.nanoTime();
                channel.force(false);
                took[i] = System.nanoTime() - start;
            }
            Arrays.sort(took);
            System.out.printf("fsync p50 %d us, p99 %d us%n", took[250] / 1000, took[495] / 1000);
        }
    }

    private void settle(CommitLane lane) {
        lane.submit();
        while (lane.committed() < lane.position() || lane.congested()) {
            turn();
        }
    }

    private static void report(String what, int messages, long nanos, long cpu, long bytes) {
        System.out.printf(
                Locale.ROOT,
                "%s: %,.0f/s, %.2f us CPU per message (%,.0f per CPU second), %.0f bytes written per message%n",
                what,
                messages * 1e9 / nanos,
                cpu / 1e3 / messages,
                messages * 1e9 / cpu,
                (double) bytes / messages);
    }

    /** Megabytes that the process has in memory. */
    private static long rss() throws IOException {
        return figure("/proc/self/status", "VmRSS:") / 1024;
    }

    /** Bytes that the process has handed to the system for files. */
    private static long written() throws IOException {
        return figure("/proc/self/io", "wchar:");
    }

    private static long figure(String file, String name) throws IOException {
        for (String line : Files.readAllLines(Path.of(file))) {
            if (line.startsWith(name)) {
                return Long.parseLong(line.substring(name.length()).replaceAll("[^0-9]", ""));
            }
        }
        return 0;
    }
}
