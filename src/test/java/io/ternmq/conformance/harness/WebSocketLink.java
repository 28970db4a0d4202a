package io.ternmq.conformance.harness;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * A websocket by hand (RFC 6455), so that tests can offer what they like in the handshake and cut frames as they like. Pings of
 * the broker are answered.
 */
public final class WebSocketLink implements ByteChannelLink {

    public static final int CONTINUATION = 0;
    public static final int TEXT = 1;
    public static final int BINARY = 2;
    public static final int CLOSE = 8;
    public static final int PING = 9;
    public static final int PONG = 10;

    private final Socket socket;
    private final String statusLine;
    private final Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    private byte[] rest = {};
    private int closeCode;

    private WebSocketLink(Socket socket, List<String> answer) {
        this.socket = socket;
        this.statusLine = answer.isEmpty() ? "" : answer.get(0);
        for (String line : answer.subList(Math.min(1, answer.size()), answer.size())) {
            int colon = line.indexOf(':');
            if (colon > 0) {
                headers.put(
                        line.substring(0, colon).trim(),
                        line.substring(colon + 1).trim());
            }
        }
    }

    /** Opens a websocket as an MQTT client does. */
    public static WebSocketLink open(InetSocketAddress address) {
        WebSocketLink link = handshake(SocketLink.open(address).socket(), "/mqtt", "Sec-WebSocket-Protocol: mqtt");
        if (!link.isUpgraded()) {
            throw new AssertionError("no websocket: " + link.statusLine);
        }
        return link;
    }

    /** Does the handshake with these additional header lines; see {@link #isUpgraded()} for how it went. */
    public static WebSocketLink handshake(Socket socket, String path, String... headerLines) {
        byte[] key = new byte[16];
        new SecureRandom().nextBytes(key);
        List<String> request = new ArrayList<>(List.of(
                "GET " + path + " HTTP/1.1",
                "Host: localhost:" + socket.getPort(),
                "Upgrade: websocket",
                "Connection: Upgrade",
                "Sec-WebSocket-Version: 13",
                "Sec-WebSocket-Key: " + Base64.getEncoder().encodeToString(key)));
        request.addAll(List.of(headerLines));
        try {
            socket.setSoTimeout((int) RawMqttClient.PATIENCE.toMillis());
            socket.getOutputStream()
                    .write((String.join("\r\n", request) + "\r\n\r\n").getBytes(StandardCharsets.UTF_8));
            socket.getOutputStream().flush();
            return new WebSocketLink(socket, readHead(socket));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> readHead(Socket socket) throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        try {
            int last4 = 0;
            while (last4 != 0x0D0A0D0A) {
                int next = socket.getInputStream().read();
                if (next < 0) {
                    break;
                }
                head.write(next);
                last4 = last4 << 8 | next;
            }
        } catch (SocketException closed) {
            // The broker hung up instead of answering; what came so far is the answer.
        }
        return List.of(head.toString(StandardCharsets.ISO_8859_1).split("\r\n"));
    }

    public boolean isUpgraded() {
        return statusLine.startsWith("HTTP/1.1 101");
    }

    /** The HTTP status of the handshake; 0 when the broker hung up. */
    public int status() {
        return statusLine.length() < 12 ? 0 : Integer.parseInt(statusLine.substring(9, 12));
    }

    public String header(String name) {
        return headers.getOrDefault(name.toLowerCase(Locale.ROOT), "");
    }

    /** The status code of the broker's close frame, 1005 for one without; 0 when none has come. */
    public int closeCode() {
        return closeCode;
    }

    @Override
    public void write(byte[] bytes) throws IOException {
        writeFrame(0x80 | BINARY, bytes, true);
    }

    /** Writes one frame: first byte (FIN and opcode), payload, masked as a client must or not. */
    public void writeFrame(int firstByte, byte[] payload, boolean masked) throws IOException {
        Wire frame = Wire.wire().u8(firstByte);
        int maskBit = masked ? 0x80 : 0;
        if (payload.length < 126) {
            frame.u8(maskBit | payload.length);
        } else if (payload.length < 65_536) {
            frame.u8(maskBit | 126).u16(payload.length);
        } else {
            frame.u8(maskBit | 127).u32(0).u32(payload.length);
        }
        byte[] mask = {0x11, 0x22, 0x33, 0x44};
        byte[] body = payload.clone();
        if (masked) {
            frame.raw(mask);
            for (int i = 0; i < body.length; i++) {
                body[i] ^= mask[i % 4];
            }
        }
        socket.getOutputStream().write(frame.raw(body).bytes());
        socket.getOutputStream().flush();
    }

    @Override
    public int read(byte[] target, int offset, Duration atMost) throws IOException {
        if (rest.length == 0) {
            socket.setSoTimeout((int) Math.max(1, atMost.toMillis()));
            try {
                if (!readFrame()) {
                    return -1;
                }
            } catch (SocketTimeoutException e) {
                return 0;
            } catch (IOException e) {
                return -1;
            }
        }
        int count = Math.min(rest.length, target.length - offset);
        System.arraycopy(rest, 0, target, offset, count);
        rest = Arrays.copyOfRange(rest, count, rest.length);
        return count;
    }

    /** Reads a frame; false at the end. Once a frame has begun, all of it is waited for. */
    private boolean readFrame() throws IOException {
        DataInputStream in = new DataInputStream(socket.getInputStream());
        int first = in.read();
        if (first < 0) {
            return false;
        }
        socket.setSoTimeout((int) RawMqttClient.PATIENCE.toMillis());
        int second = in.readUnsignedByte();
        PacketParser.check((second & 0x80) == 0, "a masked websocket frame");
        long length = second & 0x7F;
        if (length == 126) {
            length = in.readUnsignedShort();
        } else if (length == 127) {
            length = in.readLong();
        }
        byte[] payload = new byte[Math.toIntExact(length)];
        in.readFully(payload);
        switch (first & 0x0F) {
            case CONTINUATION, BINARY -> rest = payload;
            case PING -> writeFrame(0x80 | PONG, payload, true);
            case PONG -> {}
            case CLOSE -> {
                closeCode = payload.length < 2 ? 1005 : (payload[0] & 0xFF) << 8 | payload[1] & 0xFF;
                return false;
            }
            default -> throw new AssertionError("the broker sent a websocket frame of opcode " + (first & 0x0F));
        }
        return true;
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
