package io.ternmq;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Many clients of MQTT 3.1.1 that all connect at once, each with a user name of its own. */
final class ConnectCrowd {
    static final int ACCEPTED = 0;
    static final int UNAVAILABLE = 3;

    private static final int PATIENCE_MILLIS = 60_000;
    private static final int CONNACK = 0x20;

    private ConnectCrowd() {}

    /** How many clients were answered with each return code; every one is waited for. */
    static Map<Integer, Integer> connect(int port, String userPrefix, int count, String password) throws IOException {
        return connect(port, userPrefix, 0, count, password);
    }

    /** Of the users with this prefix, so many from that number on. */
    static Map<Integer, Integer> connect(int port, String userPrefix, int first, int count, String password)
            throws IOException {
        List<Socket> sockets = new ArrayList<>(count);
        Map<Integer, Integer> answers = new TreeMap<>();
        try {
            for (int i = first; i < first + count; i++) {
                Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
                sockets.add(socket);
                socket.setSoTimeout(PATIENCE_MILLIS);
                socket.getOutputStream().write(packet("crowd-" + userPrefix + i, userPrefix + i, password));
            }
            for (Socket socket : sockets) {
                answers.merge(returnCode(socket), 1, Integer::sum);
            }
        } finally {
            for (Socket socket : sockets) {
                socket.close();
            }
        }
        return answers;
    }

    static int returnCode(Socket socket) throws IOException {
        DataInputStream in = new DataInputStream(socket.getInputStream());
        int header = in.readUnsignedByte();
        if (header != CONNACK) {
            throw new IOException("no CONNACK but a packet that begins with " + header);
        }
        in.readUnsignedByte();
        in.readUnsignedByte();
        return in.readUnsignedByte();
    }

    static byte[] packet(String clientId, String userName, String password) throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(body);
        out.writeUTF("MQTT");
        out.writeByte(4);
        // User name, password and clean session.
        out.writeByte(0xC2);
        out.writeShort(60);
        out.writeUTF(clientId);
        out.writeUTF(userName);
        out.writeShort(password.length());
        out.write(password.getBytes(StandardCharsets.US_ASCII));
        ByteArrayOutputStream packet = new ByteArrayOutputStream();
        packet.write(0x10);
        packet.write(body.size());
        body.writeTo(packet);
        return packet.toByteArray();
    }
}
