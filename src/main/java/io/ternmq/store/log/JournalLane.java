package io.ternmq.store.log;

import io.netty.buffer.ByteBuf;
import io.ternmq.config.Durability;
import io.ternmq.protocol.Publish;
import io.ternmq.store.CommitLane;
import io.ternmq.store.CrashPoint;
import io.ternmq.store.SessionUid;
import io.ternmq.store.StoreRecord;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A loop's lane into the journal.
 *
 * <p>Protocol: the loop fills the open batch and submits it to the journal; it comes back to {@code spare} when it has been
 * written and the tables know of it. The journal's writer raises {@code reachedWritten} and {@code reachedSynced}, then has the
 * loop run one notice, unless one is on its way; the notice first lets the next one come, then takes over both values. So the
 * loop sees commits at notices only, in order, and none is missed. {@code finishedBytes} is written by the table thread; what was
 * submitted less that is outstanding.
 */
public final class JournalLane implements CommitLane {
    private static final Logger LOG = LoggerFactory.getLogger(JournalLane.class);
    /** A batch so large goes before the turn is over. */
    private static final int BATCH_BYTES = 256 * 1024;

    private static final int SPARE = 64;
    /** The lane's number stands in the lower bits of its positions. */
    public static final int LANE_BITS = 8;

    private final Journal journal;
    private final int number;
    private final Executor loop;
    private final Runnable onCommitted;
    private final long creditBytes;
    private final RecordFormat format;
    private final Runnable notice = this::onNotice;

    // The loop's.
    private @Nullable LogBatch open;
    private long counter;
    private long position;
    private long committedWritten;
    private long committedSynced;
    private long submittedBytes;

    // The writer's and the table thread's.
    private volatile long reachedWritten;
    private volatile long reachedSynced;
    private volatile long submittedPosition;
    private volatile long finishedBytes;
    private final AtomicBoolean noticed = new AtomicBoolean();
    private final Queue<LogBatch> spare = new ConcurrentLinkedQueue<>();
    private final AtomicInteger spares = new AtomicInteger();

    JournalLane(Journal journal, int number, long firstCounter, long creditBytes, Executor loop, Runnable onCommitted) {
        this.journal = journal;
        this.number = number;
        this.counter = firstCounter;
        long before = firstCounter << LANE_BITS | number;
        this.reachedWritten = before;
        this.reachedSynced = before;
        this.submittedPosition = before;
        this.creditBytes = creditBytes;
        this.loop = loop;
        this.onCommitted = onCommitted;
        this.format = new RecordFormat(journal.salt());
    }

    // ------------------------------------------------------------------ appending, on the loop

    private LogBatch open() {
        LogBatch batch = open;
        if (batch == null) {
            batch = spare.poll();
            if (batch == null) {
                batch = new LogBatch(this);
            } else {
                spares.decrementAndGet();
            }
            open = batch;
        }
        return batch;
    }

    private long next() {
        return ++counter << LANE_BITS | number;
    }

    private long appended(LogBatch batch, int at, long given) {
        ended(batch, at, given);
        if (batch.bytes.writerIndex() >= BATCH_BYTES) {
            submit();
        }
        return given;
    }

    private void ended(LogBatch batch, int at, long given) {
        format.end(batch.bytes, at);
        batch.records++;
        batch.lastAt = at;
        position = given;
    }

    @Override
    public long append(Publish publish, SessionUid[] receivers, int count) {
        return append(publish, receivers, null, count);
    }

    @Override
    public long append(Publish publish, SessionUid[] receivers, int @Nullable [] words, int count) {
        long given = next();
        return write(RecordFormat.MESSAGE, given, given, publish, receivers, words, count);
    }

    /** Appends a message again, for those of its receivers that still wait for it; it keeps its sequence. */
    public void appendCopy(Publish publish, SessionUid[] receivers, int[] words, int count) {
        write(RecordFormat.COPY, publish.sequence(), next(), publish, receivers, words, count);
    }

    private long write(
            byte type,
            long sequence,
            long given,
            Publish publish,
            SessionUid[] receivers,
            int @Nullable [] words,
            int count) {
        LogBatch batch = open();
        ByteBuf out = batch.bytes;
        int at = RecordFormat.begin(out, type, sequence);
        try {
            MessageFormat.writeReceivers(out, receivers, words, CommitLane.word(publish.qos(), false, 0), count);
            MessageFormat.write(out, publish);
        } catch (RuntimeException e) {
            out.writerIndex(at);
            throw e;
        }
        return appended(batch, at, given);
    }

    @Override
    public long append(StoreRecord change) {
        LogBatch batch = open();
        long given = next();
        int at = RecordFormat.begin(batch.bytes, ChangeFormat.type(change), given);
        try {
            ChangeFormat.write(batch.bytes, change);
        } catch (RuntimeException e) {
            batch.bytes.writerIndex(at);
            throw e;
        }
        return appended(batch, at, given);
    }

    @Override
    public long appendSent(SessionUid session, long sequence, int packetId) {
        return appendDelivery(RecordFormat.DELIVERY_SENT, session, sequence, packetId);
    }

    @Override
    public long appendDone(SessionUid session, long sequence, int packetId) {
        return appendDelivery(RecordFormat.DELIVERY_DONE, session, sequence, packetId);
    }

    private long appendDelivery(byte type, SessionUid session, long sequence, int packetId) {
        LogBatch batch = open();
        long given = next();
        int at = RecordFormat.begin(batch.bytes, type, given);
        ChangeFormat.writeUid(batch.bytes, session);
        batch.bytes.writeLong(sequence).writeShort(packetId);
        return appended(batch, at, given);
    }

    @Override
    public long appendReceived(SessionUid session, int packetId) {
        LogBatch batch = open();
        long given = next();
        int at = RecordFormat.begin(batch.bytes, RecordFormat.DELIVERY_RECEIVED, given);
        ChangeFormat.writeUid(batch.bytes, session);
        batch.bytes.writeShort(packetId);
        return appended(batch, at, given);
    }

    @Override
    public long appendInbound(SessionUid session, int packetId, boolean inUse) {
        LogBatch batch = open();
        long given = next();
        int at = RecordFormat.begin(batch.bytes, RecordFormat.INBOUND_PACKET_ID, given);
        ChangeFormat.writeUid(batch.bytes, session);
        batch.bytes.writeShort(packetId).writeBoolean(inUse);
        // The message comes next, into the same batch: it would be lost if the log ended between the two.
        ended(batch, at, given);
        return given;
    }

    @Override
    public void require(Durability level) {
        if (open != null && level.compareTo(open.required) > 0) {
            open.required = level;
        } else if (open == null && level == Durability.DISK && position > reachedSynced) {
            // What was appended has gone already: an empty batch asks for it.
            open().required = level;
        }
    }

    @Override
    public void submit() {
        LogBatch batch = open;
        if (batch == null) {
            return;
        }
        open = null;
        if (batch.records > 0) {
            format.markLast(batch.bytes, batch.lastAt);
        }
        batch.lastPosition = position;
        batch.submittedNanos = System.nanoTime();
        submittedBytes += batch.bytes.writerIndex();
        submittedPosition = position;
        journal.submit(batch);
    }

    // ------------------------------------------------------------------ how far it is, on the loop

    @Override
    public long position() {
        return position;
    }

    @Override
    public long committed() {
        return committed(journal.level());
    }

    @Override
    public long committed(Durability level) {
        return switch (level) {
            case MEMORY -> position;
            case PROCESS -> committedWritten;
            case DISK -> committedSynced;
        };
    }

    @Override
    public boolean congested() {
        return submittedBytes - finishedBytes > creditBytes;
    }

    private void onNotice() {
        CrashPoint.COMMITTED.reach();
        noticed.set(false);
        committedWritten = reachedWritten;
        committedSynced = reachedSynced;
        onCommitted.run();
    }

    // ------------------------------------------------------------------ the writer's and the table thread's part

    /** Everything up to this position is in the file. */
    void written(long upTo) {
        reachedWritten = upTo;
        notifyLoop();
    }

    /** Everything up to this position outlives the loss of power. */
    void synced(long upTo) {
        reachedSynced = upTo;
        notifyLoop();
    }

    private void notifyLoop() {
        if (noticed.compareAndSet(false, true)) {
            try {
                loop.execute(notice);
            } catch (RejectedExecutionException e) {
                LOG.debug("The loop of lane {} has ended and doesn't learn of commits any more", number);
            }
        }
    }

    /** How many records have been handed over and aren't written; from any thread, about. */
    long behind() {
        return Math.max(0, (submittedPosition >>> LANE_BITS) - (reachedWritten >>> LANE_BITS));
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // the table thread alone writes it
    void giveBack(LogBatch batch) {
        finishedBytes += batch.bytes.writerIndex();
        if (spares.get() < SPARE && batch.clear()) {
            spares.incrementAndGet();
            spare.add(batch);
        } else {
            batch.release();
        }
    }

    /** Lets go of its buffers; when neither loop nor journal use it any more. */
    void release() {
        LogBatch batch = open;
        open = null;
        while (batch != null) {
            batch.release();
            batch = spare.poll();
        }
    }
}
