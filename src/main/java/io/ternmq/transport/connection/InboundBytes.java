package io.ternmq.transport.connection;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.ternmq.transport.load.UnadmittedBytes;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of a connection that have been received and not decoded: the beginning of a packet, or what waits while decoding
 * is parked. What is received is decoded where it lies; only what is left over is copied, into a buffer of about its size. A
 * packet that spans two reads is completed with just the bytes that it lacks, and the rest is again decoded in place.
 *
 * <p>Invariant: between two calls of a method here nothing of a receive buffer is held.
 */
final class InboundBytes {
    /** Enough for a fixed header to be completed. */
    private static final int HEADER_BYTES = 5;

    private static final int SMALLEST = 64;
    /** An admitted connection gets room for its whole packet up to this at once; beyond, room grows with what has come. */
    private static final int GENEROUS = 64 * 1024;

    /** Until the connection is admitted, what is held here counts in the node's budget. */
    private @Nullable UnadmittedBytes budget;

    private @Nullable ByteBuf kept;
    /** Length of the whole packet that begins what is kept; 0 when unknown, or when decoding is parked. */
    private int needed;

    private boolean released;

    InboundBytes(UnadmittedBytes budget) {
        this.budget = budget;
    }

    /** Decodes what it can of the bytes. */
    interface Decoding {
        /** Moves the reader index behind what was decoded; whether decoding may go on when more bytes come. */
        boolean decode(ByteBuf bytes);

        /** The length of the whole packet at the reader index of what was decoded last, or 0 when that is not known yet. */
        int neededBytes();
    }

    /** There is not enough of the node's budget, or the connection has been closed. */
    static final class NoRoom extends Exception {
        private static final long serialVersionUID = 1L;

        NoRoom() {
            super("no room before admission", null, false, false);
        }
    }

    /** The connection is admitted: what it holds is its own matter. */
    void admitted() {
        UnadmittedBytes before = budget;
        budget = null;
        if (before != null && kept != null) {
            before.giveBack(kept.capacity());
        }
    }

    int readableBytes() {
        return kept == null ? 0 : kept.readableBytes();
    }

    /** Takes received bytes over and has them decoded. */
    void receive(ByteBuf fresh, ByteBufAllocator allocator, Decoding decoding) throws NoRoom {
        try {
            if (kept == null || completePacket(fresh, allocator, decoding)) {
                boolean more = decoding.decode(fresh);
                keep(fresh, more ? decoding.neededBytes() : 0, allocator);
            }
        } finally {
            fresh.release();
            releaseIfClosed();
        }
    }

    /** Keeps received bytes for later. */
    void park(ByteBuf fresh, ByteBufAllocator allocator) throws NoRoom {
        try {
            keep(fresh, 0, allocator);
        } finally {
            fresh.release();
        }
    }

    /** Decodes what is kept. */
    void resume(ByteBufAllocator allocator, Decoding decoding) throws NoRoom {
        ByteBuf bytes = kept;
        if (bytes == null) {
            return;
        }
        try {
            boolean more = decoding.decode(bytes);
            needed = more ? decoding.neededBytes() : 0;
            if (!released) {
                shrink(allocator);
            }
        } finally {
            releaseIfClosed();
        }
    }

    /** Gives back everything; nothing is taken any more. Also while decoding is under way, which then ends first. */
    void release() {
        released = true;
    }

    /** Must follow {@link #release} when no decoding is under way. */
    void releaseIfClosed() {
        if (released) {
            free();
        }
    }

    /**
     * Completes the packet that is kept with bytes of the fresh ones.
     *
     * @return whether the fresh bytes that are left are to be decoded in place; if not, they have been kept
     */
    private boolean completePacket(ByteBuf fresh, ByteBufAllocator allocator, Decoding decoding) throws NoRoom {
        while (true) {
            int lacking = Math.max(HEADER_BYTES, needed - readableBytes());
            int taken = Math.min(fresh.readableBytes(), lacking);
            ByteBuf start = grow(taken, allocator).writeBytes(fresh, taken);
            boolean more = decoding.decode(start);
            if (released) {
                return false;
            }
            needed = more ? decoding.neededBytes() : 0;
            if (start.readableBytes() <= taken) {
                // The packet is done; what follows it lies in the fresh bytes too.
                fresh.readerIndex(fresh.readerIndex() - start.readableBytes());
                free();
            }
            if (!more) {
                keep(fresh, 0, allocator);
                return false;
            }
            if (kept == null || !fresh.isReadable()) {
                return kept == null;
            }
        }
    }

    /** Appends what is left of the bytes to what is kept. */
    private void keep(ByteBuf fresh, int neededBytes, ByteBufAllocator allocator) throws NoRoom {
        if (fresh.isReadable() && !released) {
            needed = neededBytes;
            grow(fresh.readableBytes(), allocator).writeBytes(fresh);
        }
    }

    /** Makes room for more bytes, and moderately beyond for a packet that needs more. */
    private ByteBuf grow(int more, ByteBufAllocator allocator) throws NoRoom {
        ByteBuf old = kept;
        if (old != null && old.writableBytes() >= more) {
            return old;
        }
        int least = readableBytes() + more;
        int most = budget == null ? Math.max(GENEROUS, 2 * least) : 2 * least;
        return replace(Math.max(SMALLEST, Math.max(least, Math.min(needed, most))), allocator);
    }

    /** After decoding from what is kept: gives back what is not needed any more. */
    private void shrink(ByteBufAllocator allocator) throws NoRoom {
        ByteBuf bytes = kept;
        if (bytes == null || !bytes.isReadable()) {
            free();
        } else if (bytes.capacity() > SMALLEST && bytes.readableBytes() < bytes.capacity() / 4) {
            replace(Math.max(SMALLEST, bytes.readableBytes()), allocator);
        }
    }

    private ByteBuf replace(int capacity, ByteBufAllocator allocator) throws NoRoom {
        if (budget != null && !budget.tryTake(capacity)) {
            throw new NoRoom();
        }
        ByteBuf bytes = allocator.buffer(capacity, capacity);
        if (kept != null) {
            bytes.writeBytes(kept);
        }
        free();
        kept = bytes;
        return bytes;
    }

    private void free() {
        ByteBuf bytes = kept;
        kept = null;
        if (bytes != null) {
            if (budget != null) {
                budget.giveBack(bytes.capacity());
            }
            bytes.release();
        }
    }
}
