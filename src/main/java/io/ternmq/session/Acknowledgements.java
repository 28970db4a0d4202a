package io.ternmq.session;

import io.netty.buffer.ByteBuf;
import io.ternmq.config.Durability;
import io.ternmq.event.Counter;
import io.ternmq.protocol.PacketType;
import io.ternmq.protocol.ReasonCode;
import io.ternmq.protocol.codec.PacketEncoder;
import org.jspecify.annotations.Nullable;

/**
 * Sends PUBACK, PUBREC, PUBREL and PUBCOMP to one client: at once when nothing has to be waited for and none waits, else in order.
 * On the home loop only.
 */
final class Acknowledgements implements PendingAcknowledgements.Sender, CommitQueue.Waiter {
    private final Attachment attachment;
    private final InboundFlow inbound;
    private final SessionLoop home;
    /** What the listener wants a message to survive, when that isn't what the node says. */
    private final @Nullable Durability level;

    private @Nullable PendingAcknowledgements pending;
    private boolean listed;

    Acknowledgements(Attachment attachment, InboundFlow inbound) {
        this.attachment = attachment;
        this.inbound = inbound;
        this.home = attachment.session().home();
        this.level = attachment.connection().durability();
    }

    /** Sends an acknowledgement behind all that wait. */
    void send(PacketType type, int packetId, ReasonCode code) {
        sendAfter(0, type, packetId, code);
    }

    /** Sends an acknowledgement when the position is committed and all acknowledgements before it have left. */
    void sendAfter(long position, PacketType type, int packetId, ReasonCode code) {
        if (attachment.isDetached()) {
            return;
        }
        PendingAcknowledgements before = pending;
        if (position > 0 && level == Durability.DISK) {
            home.commits().require(level);
        }
        if ((before == null || before.isEmpty()) && position <= home.commits().reached(level)) {
            write(type, packetId, code);
            return;
        }
        if (before == null) {
            before = new PendingAcknowledgements();
            pending = before;
        }
        before.add(type, packetId, code, position);
        if (!listed) {
            listed = true;
            home.commits().tell(this);
        }
    }

    @Override
    public boolean onCommitted() {
        PendingAcknowledgements waiting = pending;
        if (waiting != null && !attachment.isDetached()) {
            waiting.release(home.commits().reached(level), this);
        }
        listed = waiting != null && !attachment.isDetached() && !waiting.isEmpty();
        return !listed;
    }

    /** A client that can be told hears that its messages may not be safe, rather than nothing (0x97). */
    @Override
    public void onFailing() {
        PendingAcknowledgements waiting = pending;
        if (waiting != null && !attachment.isDetached() && attachment.version().hasProperties()) {
            waiting.refusePublishes(ReasonCode.QUOTA_EXCEEDED);
            waiting.release(home.commits().reached(level), this);
        }
    }

    @Override
    public void write(PacketType type, int packetId, ReasonCode code) {
        ByteBuf out = attachment.connection().outbound();
        PacketEncoder.acknowledgement(out, attachment.version(), type, packetId, code);
        attachment.connection().flushLater();
        Counter counter = switch (type) {
            case PUBACK -> Counter.MQTT_PUBACK_SENT;
            case PUBREC -> Counter.MQTT_PUBREC_SENT;
            case PUBREL -> Counter.MQTT_PUBREL_SENT;
            default -> Counter.MQTT_PUBCOMP_SENT;
        };
        home.lane().add(counter, attachment.version(), code, 1);
        inbound.onAcknowledged(type, packetId, code);
    }
}
