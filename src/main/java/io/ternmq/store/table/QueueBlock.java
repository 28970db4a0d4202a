package io.ternmq.store.table;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Up to 256 consecutive places of a session's queue. An entry is four numbers: sequence (0 when it is done), place in the log, length
 * and delivery word, and what became of the delivery: in which order it was sent (upper half), a measure of how many share the record
 * (bits 18 to 22), whether it was received (17), and the packet identifier (0 to 15). On the table thread only.
 *
 * <p>Its entries may be away: then they are in the tables, unchanged, and come back by {@link #load}.
 */
final class QueueBlock {
    static final int ENTRIES = 256;
    private static final int FIRST_ENTRIES = 2;
    private static final int FIELDS = 4;
    private static final int FORMAT = 1;
    private static final long RECEIVED = 1L << 17;
    private static final int SHARE_SHIFT = 18;
    private static final long DELIVERY_MASK = -1L << 32 | 0x1FFFF | RECEIVED;

    private final long number;
    private long @Nullable [] fields;
    private int used;
    private int live;
    private int inflight;
    private long lowest = Long.MAX_VALUE;
    private long highest = Long.MIN_VALUE;
    private boolean dirty = true;
    private boolean stored;

    QueueBlock(long number) {
        this.number = number;
        this.fields = new long[FIRST_ENTRIES * FIELDS];
    }

    /** The order of its first place is this times {@link #ENTRIES}. */
    long number() {
        return number;
    }

    int used() {
        return used;
    }

    int live() {
        return live;
    }

    int inflight() {
        return inflight;
    }

    boolean isFull() {
        return used == ENTRIES;
    }

    boolean isDirty() {
        return dirty;
    }

    /** Whether the tables have some form of it. */
    boolean isStored() {
        return stored;
    }

    boolean isLoaded() {
        return fields != null;
    }

    /** Whether the sequence may be here. */
    boolean mayHave(long sequence) {
        return lowest <= sequence && sequence <= highest;
    }

    private long[] fields() {
        long[] loaded = fields;
        if (loaded == null) {
            throw new IllegalStateException("block " + number + " is not loaded");
        }
        return loaded;
    }

    // ------------------------------------------------------------------ entries

    void add(long sequence, long place, int length, int word, int share) {
        long[] to = fields();
        int at = used * FIELDS;
        if (at == to.length) {
            to = Arrays.copyOf(to, Math.min(ENTRIES * FIELDS, at * 4));
            fields = to;
        }
        to[at] = sequence;
        to[at + 1] = place;
        to[at + 2] = (long) length << 32 | word & 0xFFFFFFFFL;
        to[at + 3] = (long) share << SHARE_SHIFT;
        note(sequence);
        used++;
        live++;
        dirty = true;
    }

    private void note(long sequence) {
        lowest = Math.min(lowest, sequence);
        highest = Math.max(highest, sequence);
    }

    /** 0 when it is done. */
    long sequence(int index) {
        return fields()[index * FIELDS];
    }

    long place(int index) {
        return fields()[index * FIELDS + 1];
    }

    int length(int index) {
        return (int) (fields()[index * FIELDS + 2] >>> 32);
    }

    int word(int index) {
        return (int) fields()[index * FIELDS + 2];
    }

    int packetId(int index) {
        return (int) fields()[index * FIELDS + 3] & 0xFFFF;
    }

    boolean received(int index) {
        return (fields()[index * FIELDS + 3] & RECEIVED) != 0;
    }

    /** The how-manieth that was sent. */
    int sentNumber(int index) {
        return (int) (fields()[index * FIELDS + 3] >>> 32);
    }

    /** The part of the record's bytes that is counted for this entry. */
    int share(int index) {
        return length(index) >>> ((int) fields()[index * FIELDS + 3] >>> SHARE_SHIFT & 31);
    }

    void move(int index, long place, int length) {
        long[] to = fields();
        to[index * FIELDS + 1] = place;
        to[index * FIELDS + 2] = (long) length << 32 | to[index * FIELDS + 2] & 0xFFFFFFFFL;
        dirty = true;
    }

    void sent(int index, int packetId, int sentNumber) {
        if (packetId(index) == 0) {
            inflight++;
        }
        delivery(index, (long) sentNumber << 32 | packetId);
    }

    void received(int index, boolean now) {
        long before = fields()[index * FIELDS + 3] & DELIVERY_MASK;
        delivery(index, now ? before | RECEIVED : before & ~RECEIVED);
    }

    private void delivery(int index, long value) {
        long[] to = fields();
        to[index * FIELDS + 3] = to[index * FIELDS + 3] & ~DELIVERY_MASK | value;
        dirty = true;
    }

    void done(int index) {
        if (packetId(index) != 0) {
            inflight--;
        }
        fields()[index * FIELDS] = 0;
        live--;
        dirty = true;
    }

    // ------------------------------------------------------------------ the tables' form

    /** Its form for the tables, which have it from now on. */
    byte[] store() {
        long[] from = fields();
        byte[] bytes = new byte[3 + live * (1 + FIELDS * Long.BYTES)];
        ByteBuf out = Unpooled.wrappedBuffer(bytes).clear();
        out.writeByte(FORMAT).writeShort(used);
        for (int i = 0; i < used; i++) {
            if (from[i * FIELDS] != 0) {
                out.writeByte(i);
                for (int k = 0; k < FIELDS; k++) {
                    out.writeLong(from[i * FIELDS + k]);
                }
            }
        }
        dirty = false;
        stored = true;
        return bytes;
    }

    /** One that the tables have. */
    static QueueBlock stored(long number, byte[] bytes) {
        QueueBlock block = new QueueBlock(number);
        block.load(bytes);
        long[] loaded = block.fields();
        for (int i = 0; i < block.used; i++) {
            if (loaded[i * FIELDS] != 0) {
                block.note(loaded[i * FIELDS]);
                block.live++;
                block.inflight += block.packetId(i) == 0 ? 0 : 1;
            }
        }
        block.dirty = false;
        block.stored = true;
        return block;
    }

    /** Brings its entries back. */
    void load(byte[] bytes) {
        ByteBuf in = Unpooled.wrappedBuffer(bytes);
        int format = in.readByte();
        if (format != FORMAT) {
            throw new IllegalStateException("block " + number + " has the unknown format " + format);
        }
        used = in.readUnsignedShort();
        long[] to = new long[Math.max(FIRST_ENTRIES, used) * FIELDS];
        while (in.isReadable()) {
            int index = in.readUnsignedByte();
            for (int k = 0; k < FIELDS; k++) {
                to[index * FIELDS + k] = in.readLong();
            }
        }
        fields = to;
    }

    /** Sends its entries away; the tables must have them as they are. */
    void unload() {
        if (dirty) {
            throw new IllegalStateException("block " + number + " has changed");
        }
        fields = null;
    }
}
