package io.ternmq.conformance.harness;

import java.io.IOException;
import java.time.Duration;

/** A stream of bytes to the broker: a socket, a TLS socket or a websocket. */
public interface ByteChannelLink extends AutoCloseable {

    /** Sends bytes. */
    void write(byte[] bytes) throws IOException;

    /**
     * Reads what has arrived, waiting for at least one byte.
     *
     * @return the number of bytes read; -1 when the broker has closed; 0 when nothing came within the time
     */
    int read(byte[] target, int offset, Duration atMost) throws IOException;

    /** Cuts the connection without a word. */
    @Override
    void close();
}
