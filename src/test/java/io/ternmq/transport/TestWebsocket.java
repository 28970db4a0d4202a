package io.ternmq.transport;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The client's end of a websocket, frame by frame, so that a test can also do what libraries never do. */
final class TestWebsocket implements AutoCloseable {
    static final int CONTINUATION = 0;
    static final int BINARY = 2;
    static final int CLOSE = 8;
    static final int PING = 9;

    private final Socket socket;
    private final DataInputStream in;
    private final OutputStream out;
    private final Map<String, String> headers = new HashMap<>();
    private final List<String> controls = new ArrayList<>();
    private int status;

    TestWebsocket(int port, String path, String... given) throws IOException {
        this(new Socket(InetAddress.getLoopbackAddress(), port), path, given);
    }

    TestWebsocket(Socket socket, String path, String... given) throws IOException {
        this.socket = socket;
        socket.setSoTimeout(10_000);
        in = new DataInputStream(socket.getInputStream());
        out = socket.getOutputStream();
        StringBuilder request = new StringBuilder("GET " + path + " HTTP/1.1\r\nHost: broker.example\r\n"
                + "Connection: keep-alive, Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
                + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n");
        for (String header : given.length == 0 ? new String[] {"Sec-WebSocket-Protocol: mqtt"} : given) {
            request.append(header).append("\r\n");
        }
        out.write(request.append("\r\n").toString().getBytes(StandardCharsets.US_ASCII));
        readResponse();
    }

    private void readResponse() throws IOException {
        String first = line();
        status = Integer.parseInt(first.split(" ")[1]);
        for (String line = line(); !line.isEmpty(); line = line()) {
            String[] parts = line.split(": ", 2);
            headers.put(parts[0].toLowerCase(Locale.ROOT), parts[1]);
        }
        if (status == 101 && !"s3pPLMBiTxaQ9kYGzzhZRbK+xOo=".equals(header("sec-websocket-accept"))) {
            throw new AssertionError("not the answer of RFC 6455, section 1.3: " + headers);
        }
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = in.readUnsignedByte(); c != '\n'; c = in.readUnsignedByte()) {
            if (c != '\r') {
                line.append((char) c);
            }
        }
        return line.toString();
    }

    int status() {
        return status;
    }

    String header(String name) {
        return headers.get(name);
    }

    String body() throws IOException {
        return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }

    /** Control frames that have come among the data, as opcode and payload. */
    List<String> controls() {
        return controls;
    }

    static byte[] frame(boolean last, int opcode, byte... payload) {
        ByteArrayOutputStream frame = new ByteArrayOutputStream();
        frame.write((last ? 0x80 : 0) | opcode);
        if (payload.length <= 125) {
            frame.write(0x80 | payload.length);
        } else if (payload.length <= 0xFFFF) {
            frame.write(0x80 | 126);
            frame.write(payload.length >> 8);
            frame.write(payload.length);
        } else {
            frame.write(0x80 | 127);
            for (int shift = 56; shift >= 0; shift -= 8) {
                frame.write((int) ((long) payload.length >> shift));
            }
        }
        byte[] mask = {0x12, (byte) 0xF4, 0x56, (byte) 0x99};
        frame.writeBytes(mask);
        for (int i = 0; i < payload.length; i++) {
            frame.write(payload[i] ^ mask[i & 3]);
        }
        return frame.toByteArray();
    }

    void sendFrame(boolean last, int opcode, byte... payload) throws IOException {
        out.write(frame(last, opcode, payload));
        out.flush();
    }

    void sendRaw(byte... bytes) throws IOException {
        out.write(bytes);
        out.flush();
    }

    /** MQTT within: each write is a frame, frames that come are a stream. */
    TestClient client() throws IOException {
        OutputStream framed = new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                sendFrame(true, BINARY, (byte) b);
            }

            @Override
            public void write(byte[] bytes) throws IOException {
                sendFrame(true, BINARY, bytes);
            }
        };
        return new TestClient(socket, new Unframed(), framed);
    }

    private final class Unframed extends InputStream {
        private long left;

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
        }

        @Override
        public int read(byte[] to, int offset, int length) throws IOException {
            if (length == 0) {
                return 0;
            }
            while (left == 0) {
                if (!readHeader()) {
                    return -1;
                }
            }
            int count = in.read(to, offset, (int) Math.min(length, left));
            left -= Math.max(count, 0);
            return count;
        }

        private boolean readHeader() throws IOException {
            int first = in.read();
            if (first < 0) {
                return false;
            }
            int second = in.readUnsignedByte();
            if ((second & 0x80) != 0) {
                throw new AssertionError("a server's frame is masked");
            }
            long length = second == 126 ? in.readUnsignedShort() : second == 127 ? in.readLong() : second;
            if ((first & 0x0F) >= CLOSE) {
                controls.add((first & 0x0F) + ":" + HexFormat.of().formatHex(in.readNBytes((int) length)));
            } else {
                left = length;
            }
            return true;
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
