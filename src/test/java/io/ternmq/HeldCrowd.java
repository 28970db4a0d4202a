package io.ternmq;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * A process of its own with many clients of MQTT 3.1.1 that stay connected, each with a subscription to a topic of its own below
 * {@code t/}. Of its own, since one process may not have so many sockets.
 */
final class HeldCrowd implements AutoCloseable {
    private static final int AT_ONCE = 500;
    private static final int PATIENCE_MILLIS = 60_000;

    private final Process process;

    /**
     * Starts it.
     *
     * @param users how many different users they are, the first {@code prefix0}
     */
    HeldCrowd(int port, int clients, String prefix, int users) throws IOException {
        process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        HeldCrowd.class.getName(),
                        Integer.toString(port),
                        Integer.toString(clients),
                        prefix,
                        Integer.toString(users))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    /** Waits until all are connected and have subscribed. */
    void awaitAll() throws IOException {
        if (process.getInputStream().read() != '.') {
            throw new IOException("the clients could not all connect");
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
        process.onExit().join();
    }

    /** Port, number of clients, prefix of users, number of users; stays until it is ended. */
    public static void main(String[] arguments) throws IOException {
        int port = Integer.parseInt(arguments[0]);
        int clients = Integer.parseInt(arguments[1]);
        int users = Integer.parseInt(arguments[3]);
        List<Socket> held = new ArrayList<>();
        for (int first = 0; first < clients; first += AT_ONCE) {
            int end = Math.min(clients, first + AT_ONCE);
            for (int i = first; i < end; i++) {
                Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
                socket.setSoTimeout(PATIENCE_MILLIS);
                held.add(socket);
                socket.getOutputStream().write(ConnectCrowd.packet("held-" + i, arguments[2] + i % users, "secret"));
            }
            for (Socket socket : held.subList(first, end)) {
                if (ConnectCrowd.returnCode(socket) != ConnectCrowd.ACCEPTED) {
                    throw new IOException("a client was refused");
                }
            }
            for (int i = first; i < end; i++) {
                held.get(i).getOutputStream().write(subscribe("t/" + i));
            }
            for (Socket socket : held.subList(first, end)) {
                new DataInputStream(socket.getInputStream()).readFully(new byte[5]);
            }
        }
        System.out.print('.');
        System.out.flush();
        InputStream never = Objects.requireNonNull(System.in);
        while (never.read() >= 0) {
            // It goes on until the other process ends.
        }
    }

    private static byte[] subscribe(String filter) throws IOException {
        ByteArrayOutputStream packet = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(packet);
        out.writeByte(0x82);
        out.writeByte(2 + 2 + filter.getBytes(StandardCharsets.UTF_8).length + 1);
        out.writeShort(1);
        out.writeUTF(filter);
        out.writeByte(0);
        return packet.toByteArray();
    }
}
