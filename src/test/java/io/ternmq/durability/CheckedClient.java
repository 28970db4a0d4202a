package io.ternmq.durability;

import io.ternmq.conformance.harness.ConnectPacket;
import io.ternmq.conformance.harness.MqttVersion;
import io.ternmq.conformance.harness.Packet;
import io.ternmq.conformance.harness.PacketKind;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * A client with a session that outlives its connections. It comes back by itself after a random time, keeps its half of the session
 * as the specification wants it, and drops it when the broker says it is gone or when it is told to end it.
 *
 * <p>It is offline, connecting (waiting for CONNACK) or online. Whatever a connection says that is not the current one is not
 * heard. All of it happens on the loop's thread.
 */
abstract class CheckedClient {
    /** What all clients of a run share. */
    record Surroundings(
            EventLoop loop, InetSocketAddress broker, History history, Population population, Random random) {}

    private static final int MAX_RETURN_MILLIS = 300;
    private static final int LEFT_BEHIND_SECONDS = 10;

    final Surroundings its;
    final int number;
    final String clientId;
    final MqttVersion version;
    private @Nullable Connection current;
    private boolean endSession;
    private int absences;
    private Presence next = Presence.MAY;

    CheckedClient(Surroundings its, int number, String clientId, MqttVersion version) {
        this.its = its;
        this.number = number;
        this.clientId = clientId;
        this.version = version;
    }

    // ---- what a kind of client adds

    void prepare(ConnectPacket connect) {}

    /** CONNACK came. @param resumed whether the session is the one this client knows */
    abstract void onOnline(Packet connack, boolean resumed);

    /** The session is gone, or is about to be at this client's wish. */
    abstract void onSessionGone();

    /** Any packet but CONNACK and DISCONNECT. */
    abstract void onPacket(Packet packet);

    // ---- what can be done to it

    final void start() {
        comeBackAfter(0);
    }

    final boolean isOnline() {
        return current != null && current.accepted && !current.clean;
    }

    final void send(byte[] bytes) {
        if (current != null) {
            current.link.write(bytes);
        }
    }

    /** Goes away politely, by closing or by a reset, and comes back after a time. */
    final void leave(Duration absence) {
        if (isEndingSession()) {
            return;
        }
        Connection left = current;
        current = null;
        if (left != null) {
            switch (its.random().nextInt(3)) {
                case 0 -> left.link.reset();
                case 1 -> left.link.close();
                default -> {
                    if (left.accepted) {
                        left.link.write(new byte[] {(byte) PacketKind.DISCONNECT.firstByte(), 0});
                    }
                    left.link.close();
                }
            }
        }
        comeBackAfter(absence.toMillis());
    }

    /** Connects a second time while the first connection is still there. */
    final void takeOver() {
        if (isEndingSession()) {
            return;
        }
        Connection left = current;
        current = null;
        if (left != null) {
            its.loop().after(Duration.ofSeconds(LEFT_BEHIND_SECONDS), left.link::close);
        }
        connect();
    }

    /**
     * A CONNECT for a clean start waits for its answer. Who hurried to the next one could lose its session to this one, if the broker
     * came to read it later.
     */
    private boolean isEndingSession() {
        return current != null && current.clean && !current.accepted;
    }

    /** Comes back with a clean start. */
    final void comeBackWithoutSession() {
        endSession = true;
        leave(Duration.ofMillis(its.random().nextInt(MAX_RETURN_MILLIS)));
    }

    /** Does not read for a while, so that messages pile up on their way. */
    final void pauseReading(Duration pause) {
        Connection paused = current;
        if (paused != null && paused.accepted) {
            paused.link.read(false);
            its.loop().after(pause, () -> paused.link.read(true));
        }
    }

    // ---- connecting

    private void comeBackAfter(long millis) {
        int absence = ++absences;
        its.loop().after(Duration.ofMillis(millis), () -> {
            if (current == null && absence == absences) {
                connect();
            }
        });
    }

    private void connect() {
        current = new Connection(endSession);
    }

    private void sendConnect(Connection connection) {
        connection.expected = connection.clean ? Presence.MUST_NOT : next;
        if (connection.clean) {
            its.history().ended(number);
            onSessionGone();
            next = Presence.MAY;
        } else if (next == Presence.MUST_NOT) {
            next = Presence.MAY;
        }
        ConnectPacket connect =
                ConnectPacket.connect(version, clientId).persistent().keepAlive(0);
        connect.cleanStart(connection.clean);
        prepare(connect);
        connection.link.write(connect.bytes());
    }

    private void onConnack(Connection connection, Packet connack) {
        if (connack.reasonCode() != 0) {
            if (!version.hasProperties() ? connack.reasonCode() != 3 : !isPassing(connack.reasonCode())) {
                its.history().complain(number, "refused by " + connack);
            }
            connection.link.close();
            current = null;
            comeBackAfter(returnTime().toMillis());
            return;
        }
        connection.accepted = true;
        its.history().connected(number, connection.expected, connack.sessionPresent());
        if (connection.clean) {
            endSession = false;
            if (!version.hasProperties()) {
                // A clean session ends with its connection: only the next one is a session to keep.
                next = Presence.MUST_NOT;
                connection.link.write(new byte[] {(byte) PacketKind.DISCONNECT.firstByte(), 0});
                connection.link.close();
                current = null;
                comeBackAfter(0);
                return;
            }
            connection.clean = false;
        }
        next = Presence.MUST;
        if (!connack.sessionPresent()) {
            onSessionGone();
        }
        onOnline(connack, connack.sessionPresent());
    }

    /** Unavailable, busy, shutting down or over quota: not now. */
    private static boolean isPassing(int reasonCode) {
        return reasonCode == 0x88 || reasonCode == 0x89 || reasonCode == 0x8B || reasonCode == 0x97;
    }

    private Duration returnTime() {
        return Duration.ofMillis(5 + its.random().nextInt(MAX_RETURN_MILLIS));
    }

    /** One connection; it is heard only as long as it is the current one. */
    private final class Connection implements Link.Listener {
        boolean clean;
        Presence expected = Presence.MAY;
        boolean accepted;
        final Link link;

        Connection(boolean clean) {
            this.clean = clean;
            this.link = Link.open(its.loop(), its.broker(), version, this);
        }

        @Override
        public void onOpen() {
            if (current == this) {
                sendConnect(this);
            }
        }

        @Override
        public void onPacket(Packet packet) {
            if (current != this) {
                return;
            }
            switch (packet.kind()) {
                case CONNACK -> {
                    if (accepted) {
                        its.history().complain(number, "a second CONNACK");
                    }
                    onConnack(this, packet);
                }
                case DISCONNECT -> onDisconnect(packet);
                default -> {
                    if (accepted) {
                        CheckedClient.this.onPacket(packet);
                    } else {
                        its.history().complain(number, packet + " before CONNACK");
                    }
                }
            }
        }

        private void onDisconnect(Packet packet) {
            if (packet.reasonCode() != 0x8B && packet.reasonCode() != 0x8E && !isPassing(packet.reasonCode())) {
                its.history().complain(number, "disconnected by " + packet);
            }
        }

        @Override
        public void onMalformed(String violation) {
            its.history().complain(number, violation);
        }

        @Override
        public void onClosed() {
            if (current == this) {
                current = null;
                comeBackAfter(returnTime().toMillis());
            }
        }
    }
}
