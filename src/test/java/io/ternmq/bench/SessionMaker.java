package io.ternmq.bench;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Makes persistent sessions as fast as a broker takes them, each with one subscription to a topic of its own, and leaves them offline;
 * then, if asked, publishes one message to each. {@code SessionMaker PORT SESSIONS [PAYLOAD-BYTES]}; loopback only. For measuring what
 * sessions cost in memory, in recovery and in lists.
 */
public final class SessionMaker {
    private static final int THREADS = 4;
    private static final int AT_ONCE = 128;
    private static final int IN_FLIGHT = 512;

    private static final int CONNACK_BYTES = 4;
    private static final int SUBACK_BYTES = 5;
    private static final int PUBACK_BYTES = 4;

    private final InetSocketAddress broker;

    private SessionMaker(int port) {
        this.broker = new InetSocketAddress("127.0.0.1", port);
    }

    /** See the class. */
    public static void main(String... arguments) throws Exception {
        int sessions = Integer.parseInt(arguments[1]);
        SessionMaker maker = new SessionMaker(Integer.parseInt(arguments[0]));
        report("sessions", sessions, maker.inParallel(sessions, AT_ONCE, maker::make));
        if (arguments.length > 2) {
            byte[] payload = new byte[Integer.parseInt(arguments[2])];
            int share = (sessions + THREADS - 1) / THREADS;
            report(
                    "messages",
                    sessions,
                    maker.inParallel(sessions, share, (from, to) -> maker.publish(from, to, payload)));
        }
    }

    private static void report(String what, int count, double seconds) {
        System.out.printf("%d %s in %.1f s, %.0f/s%n", count, what, seconds, count / seconds);
    }

    private interface Part {
        void run(int from, int to) throws IOException;
    }

    private double inParallel(int count, int step, Part part) throws Exception {
        long began = System.nanoTime();
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        List<Future<?>> running = new ArrayList<>();
        for (int i = 0; i < count; i += step) {
            int from = i;
            int to = Math.min(count, from + step);
            running.add(threads.submit(() -> {
                part.run(from, to);
                return null;
            }));
        }
        for (Future<?> each : running) {
            each.get();
        }
        threads.shutdown();
        return (System.nanoTime() - began) / 1e9;
    }

    private void make(int from, int to) throws IOException {
        Socket[] sockets = new Socket[to - from];
        for (int i = from; i < to; i++) {
            Socket socket = new Socket();
            // A reset leaves no port waiting, so that a million connections find one.
            socket.setSoLinger(true, 0);
            socket.connect(broker);
            socket.getOutputStream().write(hello("s" + i, topic(i)));
            sockets[i - from] = socket;
        }
        for (Socket socket : sockets) {
            read(socket.getInputStream(), CONNACK_BYTES + SUBACK_BYTES);
        }
        for (Socket socket : sockets) {
            socket.close();
        }
    }

    private void publish(int from, int to, byte[] payload) throws IOException {
        try (Socket socket = new Socket()) {
            socket.connect(broker);
            socket.setTcpNoDelay(true);
            socket.getOutputStream().write(connect("maker" + from, true));
            read(socket.getInputStream(), CONNACK_BYTES);
            for (int i = from; i < to; i += IN_FLIGHT) {
                int last = Math.min(to, i + IN_FLIGHT);
                ByteArrayOutputStream bytes = new ByteArrayOutputStream();
                for (int each = i; each < last; each++) {
                    bytes.write(publishPacket(topic(each), each - i + 1, payload));
                }
                socket.getOutputStream().write(bytes.toByteArray());
                read(socket.getInputStream(), PUBACK_BYTES * (last - i));
            }
        }
    }

    private static String topic(int i) {
        return "s/" + i;
    }

    private static byte[] hello(String clientId, String topic) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.write(connect(clientId, false));
        bytes.write(packet(0x82, body -> {
            body.writeShort(1);
            text(body, topic);
            body.writeByte(1);
        }));
        return bytes.toByteArray();
    }

    private static byte[] connect(String clientId, boolean cleanSession) throws IOException {
        return packet(0x10, body -> {
            text(body, "MQTT");
            body.writeByte(4);
            body.writeByte(cleanSession ? 2 : 0);
            body.writeShort(600);
            text(body, clientId);
        });
    }

    private static byte[] publishPacket(String topic, int packetId, byte[] payload) throws IOException {
        return packet(0x32, body -> {
            text(body, topic);
            body.writeShort(packetId);
            body.write(payload);
        });
    }

    private interface Body {
        void write(DataOutputStream out) throws IOException;
    }

    private static byte[] packet(int first, Body body) throws IOException {
        ByteArrayOutputStream rest = new ByteArrayOutputStream();
        body.write(new DataOutputStream(rest));
        ByteArrayOutputStream whole = new ByteArrayOutputStream(rest.size() + 3);
        whole.write(first);
        int length = rest.size();
        while (length > 127) {
            whole.write(length & 127 | 128);
            length >>>= 7;
        }
        whole.write(length);
        rest.writeTo(whole);
        return whole.toByteArray();
    }

    private static void text(DataOutputStream out, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        out.writeShort(bytes.length);
        out.write(bytes);
    }

    private static void read(InputStream in, int bytes) throws IOException {
        if (in.readNBytes(bytes).length < bytes) {
            throw new EOFException("the broker has closed the connection");
        }
    }
}
