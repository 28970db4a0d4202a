package io.ternmq.session;

import io.netty.buffer.ByteBuf;
import io.ternmq.event.Counter;
import io.ternmq.protocol.PacketType;
import io.ternmq.protocol.ReasonCode;
import io.ternmq.protocol.codec.PacketEncoder;
import org.jspecify.annotations.Nullable;

/**
 * Sends PUBACK, PUBREC, PUBREL and PUBCOMP to one client: at once when nothing has to be waited for and none waits, else in order.
 * On the home loop only.
 */
final class Acknowledgements implements PendingAcknowledgements.Sender {
    private final Attachment attachment;
    private final InboundFlow inbound;
    private final SessionLoop home;
    private @Nullable PendingAcknowledgements pending;
    private boolean listed;

    Acknowledgements(Attachment attachment, InboundFlow inbound) {
        this.attachment = attachment;
        this.inbound = inbound;
        this.home = attachment.session().home();
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
        if ((before == null || before.isEmpty()) && home.commits().committed(position)) {
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
            home.commits().acknowledgesLater(this);
        }
    }

    /** The store has come that far; gives whether no acknowledgement waits any more. */
    boolean release(long committed) {
        PendingAcknowledgements waiting = pending;
        if (waiting != null && !attachment.isDetached()) {
            waiting.release(committed, this);
        }
        listed = waiting != null && !attachment.isDetached() && !waiting.isEmpty();
        return !listed;
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
        inbound.onAcknowledged(type, code);
    }
}
