package io.ternmq.transport;

import io.ternmq.access.Peer;
import io.ternmq.protocol.Auth;
import io.ternmq.protocol.Connack;
import io.ternmq.protocol.Connect;
import io.ternmq.protocol.Disconnect;
import io.ternmq.protocol.PacketType;
import io.ternmq.protocol.Properties;
import io.ternmq.protocol.Publish;
import io.ternmq.protocol.Qos;
import io.ternmq.protocol.ReasonCode;
import io.ternmq.protocol.Subscribe;
import io.ternmq.protocol.SubscriberId;
import io.ternmq.protocol.Unsubscribe;
import io.ternmq.protocol.codec.PacketEncoder;
import io.ternmq.protocol.codec.PacketReceiver.Next;
import io.ternmq.protocol.codec.PublishEncoder;
import io.ternmq.routing.Loop;
import io.ternmq.routing.Loops;
import io.ternmq.session.AttachedSession;
import io.ternmq.session.Connection;
import io.ternmq.session.Connector;
import io.ternmq.session.Connectors;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiFunction;

/** The simplest room behind transport: everybody is admitted, moves home, and gets back what they publish. */
final class EchoSessions implements Connectors {
    final List<Session> sessions = new CopyOnWriteArrayList<>();
    final List<String> trail = new CopyOnWriteArrayList<>();
    private final Loops loops;

    /** What a session does with a publish besides echoing it. */
    volatile BiFunction<Session, Publish, Next> onPublish = Session::echo;

    /** What is done with a CONNECT. */
    volatile BiFunction<Connection, Connect, Boolean> onConnect = (connection, connect) -> true;

    EchoSessions(Loops loops) {
        this.loops = loops;
    }

    Session only() {
        if (sessions.size() != 1) {
            throw new AssertionError("there are " + sessions.size() + " sessions");
        }
        return sessions.get(0);
    }

    @Override
    public Connector connector(Connection connection) {
        return new Connector() {
            @Override
            public void onConnect(Connect connect) {
                trail.add("connect " + connect.clientId());
                if (EchoSessions.this.onConnect.apply(connection, connect)) {
                    admit(connection, connect);
                }
            }

            @Override
            public void onAuth(Auth auth) {
                trail.add("auth " + auth.reasonCode());
                connection.resumeDecoding();
            }

            @Override
            public void onClosed() {
                trail.add("closed before admission");
            }
        };
    }

    void admit(Connection connection, Connect connect) {
        SubscriberId id = new SubscriberId(connection.peer().mountpoint(), connect.clientId());
        Loop home = loops.homeOf(id);
        connection.moveTo(home, () -> {
            if (!home.inLoop()) {
                throw new AssertionError("arrived elsewhere");
            }
            Session session = new Session(connection, id);
            connection.attach(session);
            sessions.add(session);
            connection.keepAlive(connect.keepAliveSeconds());
            Connack connack = new Connack(false, ReasonCode.SUCCESS, Properties.NONE);
            PacketEncoder.connack(connection.outbound(), connect.version(), connack, PacketEncoder.NO_LIMIT);
            connection.flushLater();
            connection.resumeDecoding();
        });
    }

    /** A session that keeps nothing. */
    final class Session implements AttachedSession {
        final Connection connection;
        final Peer peer;
        private final SubscriberId id;
        private final PublishEncoder encoder = new PublishEncoder(4096);
        volatile int published;
        volatile int writableAgain;

        Session(Connection connection, SubscriberId id) {
            this.connection = connection;
            this.peer = connection.peer();
            this.id = id;
        }

        /** Runs the task on the connection's loop, and waits until it has run. */
        void onLoop(Runnable task) {
            CompletableFuture.runAsync(task, connection.loop()).join();
        }

        Next echo(Publish publish) {
            encoder.begin(publish, connection.loop().nowMillis());
            encoder.write(connection.outbound(), peer.version(), Qos.AT_MOST_ONCE, false, false, 0);
            if (encoder.payloadIsShared()) {
                connection.writeShared(encoder.sharedPayload());
            }
            connection.flushLater();
            return Next.CONTINUE;
        }

        @Override
        public SubscriberId id() {
            return id;
        }

        @Override
        public Next onPublish(Publish publish) {
            requireLoop();
            Next next = onPublish.apply(this, publish);
            if (next != Next.RETRY) {
                published++;
            }
            return next;
        }

        private void requireLoop() {
            if (!connection.loop().inLoop()) {
                throw new AssertionError("on a foreign thread");
            }
        }

        @Override
        public Next onAcknowledgement(PacketType type, int packetId, ReasonCode reasonCode, Properties properties) {
            return Next.CONTINUE;
        }

        @Override
        public Next onSubscribe(Subscribe subscribe) {
            return Next.CONTINUE;
        }

        @Override
        public Next onUnsubscribe(Unsubscribe unsubscribe) {
            return Next.CONTINUE;
        }

        @Override
        public Next onDisconnect(Disconnect disconnect) {
            trail.add("disconnect " + id.clientId() + " " + disconnect.reasonCode());
            return Next.CONTINUE;
        }

        @Override
        public Next onAuth(Auth auth) {
            return Next.CONTINUE;
        }

        @Override
        public void onWritable() {
            requireLoop();
            writableAgain++;
        }

        @Override
        public void onClosed(ReasonCode reason, String detail) {
            requireLoop();
            trail.add("closed " + id.clientId() + " " + reason + ": " + detail);
        }
    }
}
