package io.ternmq.durability;

import io.ternmq.conformance.harness.MqttVersion;
import io.ternmq.conformance.harness.Packet;
import io.ternmq.conformance.harness.PacketParser;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Arrays;

/** A connection that never blocks, for the loop's thread. Reads strictly; writes what a turn has gathered at the turn's end. */
final class Link {
    /** What the owner of a connection gets to know. */
    interface Listener {
        void onOpen();

        void onPacket(Packet packet);

        /** The peer sent what no broker may send; the link closes after this. */
        void onMalformed(String violation);

        /** Called once, unless the owner closed the link itself. */
        void onClosed();
    }

    private static final int SMALLEST_BUFFER = 4096;

    private final EventLoop loop;
    private final MqttVersion version;
    private final Listener listener;
    private final SocketChannel channel;
    private final SelectionKey key;
    private byte[] in = new byte[SMALLEST_BUFFER];
    private int filled;
    private ByteBuffer out = ByteBuffer.allocate(SMALLEST_BUFFER);
    private boolean flushing;
    private boolean reading = true;
    private boolean closed;

    private Link(EventLoop loop, MqttVersion version, Listener listener, SocketChannel channel) throws IOException {
        this.loop = loop;
        this.version = version;
        this.listener = listener;
        this.channel = channel;
        this.key = channel.register(loop.selector(), SelectionKey.OP_CONNECT, this);
    }

    /** Starts to connect; the listener hears how it went. */
    static Link open(EventLoop loop, InetSocketAddress address, MqttVersion version, Listener listener) {
        try {
            SocketChannel channel = SocketChannel.open();
            channel.configureBlocking(false);
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            Link link = new Link(loop, version, listener, channel);
            link.connect(address);
            return link;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot open a connection to " + address, e);
        }
    }

    /** On the loopback it may be known at once how it went; the listener hears it later all the same. */
    private void connect(InetSocketAddress address) {
        try {
            if (channel.connect(address)) {
                loop.after(Duration.ZERO, this::connected);
            }
        } catch (IOException e) {
            loop.after(Duration.ZERO, this::lost);
        }
    }

    void write(byte[] bytes) {
        if (closed) {
            return;
        }
        if (out.remaining() < bytes.length) {
            ByteBuffer larger = ByteBuffer.allocate(Math.max(out.capacity() * 2, out.position() + bytes.length));
            out = larger.put(out.flip());
        }
        out.put(bytes);
        if (!flushing) {
            flushing = true;
            loop.flushLater(this);
        }
    }

    void flush() {
        flushing = false;
        if (closed || !channel.isConnected()) {
            return;
        }
        try {
            out.flip();
            channel.write(out);
            out.compact();
            interest();
        } catch (IOException e) {
            lost();
        }
    }

    /** Stops or resumes reading; what arrives meanwhile stays in the socket. */
    void read(boolean wanted) {
        reading = wanted;
        if (!closed && channel.isConnected()) {
            interest();
        }
    }

    private void interest() {
        key.interestOps((reading ? SelectionKey.OP_READ : 0) | (out.position() > 0 ? SelectionKey.OP_WRITE : 0));
    }

    void onReady() {
        if (closed) {
            return;
        }
        try {
            if (key.isConnectable() && channel.finishConnect()) {
                connected();
            }
            if (!closed && key.isReadable()) {
                readSome();
            }
            if (!closed && key.isWritable()) {
                flush();
            }
        } catch (IOException e) {
            lost();
        }
    }

    private void connected() {
        if (closed) {
            return;
        }
        interest();
        listener.onOpen();
    }

    private void readSome() throws IOException {
        if (filled == in.length) {
            in = Arrays.copyOf(in, in.length * 2);
        }
        int count = channel.read(ByteBuffer.wrap(in, filled, in.length - filled));
        if (count < 0) {
            lost();
            return;
        }
        filled += count;
        int taken = 0;
        for (int size = packetSize(taken); size > 0 && !closed; size = packetSize(taken)) {
            take(taken, size);
            taken += size;
        }
        System.arraycopy(in, taken, in, 0, filled - taken);
        filled -= taken;
    }

    /** The size of the whole packet that starts here; 0 when it isn't all there. */
    private int packetSize(int start) {
        int length = 0;
        int at = start + 1;
        for (int shift = 0; at < filled && shift < 28; shift += 7, at++) {
            length |= (in[at] & 0x7F) << shift;
            if (in[at] >= 0) {
                int size = at + 1 - start + length;
                return start + size <= filled ? size : 0;
            }
        }
        return 0;
    }

    private void take(int start, int size) {
        int header = 2;
        while (in[start + header - 1] < 0) {
            header++;
        }
        byte[] body = Arrays.copyOfRange(in, start + header, start + size);
        Packet packet;
        try {
            packet = PacketParser.parse(version, in[start] & 0xFF, body);
        } catch (AssertionError | BufferUnderflowException e) {
            listener.onMalformed(String.valueOf(e.getMessage()));
            lost();
            return;
        }
        listener.onPacket(packet);
    }

    private void lost() {
        if (!closed) {
            close();
            listener.onClosed();
        }
    }

    /** Closes so that the peer sees a reset. */
    void reset() {
        try {
            channel.setOption(StandardSocketOptions.SO_LINGER, 0);
        } catch (IOException e) {
            // Closed by the peer already, which is as good.
        }
        close();
    }

    /** Closes without a word to the listener; what was written in this turn is tried to be sent. */
    void close() {
        if (closed) {
            return;
        }
        if (flushing) {
            flushLast();
        }
        closed = true;
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void flushLast() {
        try {
            if (channel.isConnected()) {
                channel.write(out.flip());
            }
        } catch (IOException e) {
            // The peer went first.
        }
    }
}
