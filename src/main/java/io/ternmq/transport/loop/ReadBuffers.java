package io.ternmq.transport.loop;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.ChannelConfig;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.util.ResourceLeakDetector;
import io.netty.util.UncheckedBooleanSupplier;
import io.netty.util.concurrent.FastThreadLocal;
import org.jspecify.annotations.Nullable;

/**
 * Gives every read of a loop the same large buffer: packets are decoded in place and what is left over is copied away, so that
 * the buffer is free again before the next socket is read. So a busy connection is read in large pieces, an idle one costs
 * nothing, and nothing has to be guessed. Whoever keeps a slice of it keeps the buffer; the loop then takes another one.
 *
 * <p>For pipelines only whose first handler is MQTT's own: Netty's decoders keep the buffer they are given as long as
 * something is incomplete, which would be 64 KB for a few bytes.
 */
public final class ReadBuffers implements RecvByteBufAllocator {
    /** Bytes of one read. */
    public static final int SIZE = 64 * 1024;

    private static final int MAX_READS_PER_TURN = 8;
    /**
     * Once in a loop's life, so a pool is of no use; and one that the leak detector happened to sample would be slow for all
     * that time.
     */
    private static final ByteBufAllocator UNTRACKED = new UnpooledByteBufAllocator(true, true);

    private static final FastThreadLocal<@Nullable ByteBuf> OF_LOOP = new FastThreadLocal<>() {
        @Override
        protected void onRemoval(@Nullable ByteBuf buffer) {
            if (buffer != null) {
                buffer.release();
            }
        }
    };

    /** Netty has deprecated the handle's type and asks for it all the same. */
    @SuppressWarnings("deprecation")
    @Override
    public ExtendedHandle newHandle() {
        return new Reads();
    }

    private static ByteBuf take(ByteBufAllocator allocator) {
        ByteBuf buffer = OF_LOOP.get();
        if (buffer == null || buffer.refCnt() != 1) {
            if (buffer != null) {
                buffer.release();
            }
            boolean tracked = ResourceLeakDetector.getLevel().compareTo(ResourceLeakDetector.Level.SIMPLE) > 0;
            buffer = (tracked ? allocator : UNTRACKED).directBuffer(SIZE, SIZE);
            OF_LOOP.set(buffer);
        }
        return buffer.clear().retain();
    }

    /**
     * The reads of one turn of a channel: they go on as long as each fills its buffer. There is one for each channel, so it is
     * smaller than Netty's own.
     */
    private static final class Reads implements ExtendedHandle {
        private @Nullable ChannelConfig config;
        private int reads;
        private int attempted;
        private int got;

        @Override
        public void reset(ChannelConfig channelConfig) {
            config = channelConfig;
            reads = 0;
            got = 0;
        }

        @Override
        public ByteBuf allocate(ByteBufAllocator allocator) {
            return take(allocator);
        }

        @Override
        public int guess() {
            return SIZE;
        }

        @Override
        public void incMessagesRead(int more) {
            reads += more;
        }

        @Override
        public void lastBytesRead(int bytes) {
            got = bytes;
        }

        @Override
        public int lastBytesRead() {
            return got;
        }

        @Override
        public void attemptedBytesRead(int bytes) {
            attempted = bytes;
        }

        @Override
        public int attemptedBytesRead() {
            return attempted;
        }

        @Override
        public boolean continueReading() {
            return mayGoOn() && attempted == got;
        }

        @Override
        public boolean continueReading(UncheckedBooleanSupplier maybeMore) {
            return mayGoOn() && maybeMore.get();
        }

        private boolean mayGoOn() {
            return got > 0 && reads < MAX_READS_PER_TURN && config != null && config.isAutoRead();
        }

        @Override
        public void readComplete() {
            // Nothing is learned from a turn: every read has the same room.
        }
    }
}
