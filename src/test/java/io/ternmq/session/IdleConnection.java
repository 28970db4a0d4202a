package io.ternmq.session;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.ternmq.access.Peer;
import io.ternmq.event.Explained;
import io.ternmq.protocol.Connack;
import io.ternmq.protocol.ReasonCode;
import io.ternmq.routing.Loop;
import org.jspecify.annotations.Nullable;

/** A connection that holds nothing: what is sent is forgotten, nothing is ever read, and the socket always keeps up. */
final class IdleConnection implements Connection {
    private static final Peer PEER = TestNode.peer("");
    private static final ByteBuf SINK = Unpooled.buffer(1 << 16);
    Loop loop;

    @Nullable
    AttachedSession session;

    IdleConnection(Loop loop) {
        this.loop = loop;
    }

    @Override
    public Peer peer() {
        return PEER;
    }

    @Override
    public Loop loop() {
        return loop;
    }

    @Override
    public void moveTo(Loop home, Runnable arrived) {
        loop = home;
        home.execute(arrived);
    }

    @Override
    public void attach(AttachedSession attached) {
        session = attached;
    }

    @Override
    public void keepAlive(int seconds) {
        // Nothing is timed.
    }

    @Override
    public void maximumPacketSize(long bytes) {
        // Nothing is limited.
    }

    @Override
    public long maximumPacketSize() {
        return Integer.MAX_VALUE;
    }

    @Override
    public ByteBuf outbound() {
        return SINK;
    }

    @Override
    public void flushLater() {
        SINK.clear();
    }

    @Override
    public void writeShared(ByteBuf bytes) {
        bytes.release();
    }

    @Override
    public boolean writable() {
        return true;
    }

    @Override
    public void pause(Pause reason) {
        // Nothing is read.
    }

    @Override
    public void resume(Pause reason) {
        // Nothing is read.
    }

    @Override
    public void resumeDecoding() {
        // Nothing is read.
    }

    @Override
    public void disconnect(ReasonCode reason, String detail) {
        throw new AssertionError(detail);
    }

    @Override
    public void disconnect(ReasonCode reason, String detail, @Nullable String serverReference) {
        throw new AssertionError(detail);
    }

    @Override
    public void refuse(Connack connack, String detail, @Nullable Explained why) {
        throw new AssertionError(detail);
    }

    @Override
    public boolean isOpen() {
        return true;
    }
}
