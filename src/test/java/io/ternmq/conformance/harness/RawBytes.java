package io.ternmq.conformance.harness;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;

/** Reads bytes without understanding them. */
public final class RawBytes {

    private RawBytes() {}

    /** Everything that arrives until the broker closes the connection, which it must do in time. */
    public static byte[] untilClosed(ByteChannelLink link) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        byte[] buffer = new byte[1024];
        long deadline = System.nanoTime() + RawMqttClient.PATIENCE.toNanos();
        try {
            while (System.nanoTime() < deadline) {
                int read = link.read(buffer, 0, Duration.ofNanos(Math.max(1, deadline - System.nanoTime())));
                if (read < 0) {
                    return bytes.toByteArray();
                }
                bytes.write(buffer, 0, read);
            }
        } catch (IOException e) {
            throw new AssertionError("reading failed", e);
        }
        throw new AssertionError("not closed within " + RawMqttClient.PATIENCE);
    }
}
