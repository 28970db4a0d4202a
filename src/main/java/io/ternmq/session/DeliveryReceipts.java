package io.ternmq.session;

import io.ternmq.event.Counter;
import io.ternmq.protocol.PacketType;
import io.ternmq.protocol.Publish;
import io.ternmq.protocol.Qos;
import io.ternmq.protocol.ReasonCode;
import org.jspecify.annotations.Nullable;

/** What a client says of the messages that are under way to it: PUBACK, PUBREC, PUBCOMP. On the loop only. */
final class DeliveryReceipts {
    private DeliveryReceipts() {}

    private static int find(@Nullable InflightWindow under, int packetId) {
        return under == null ? InflightWindow.NONE : under.find(packetId);
    }

    private static void countInvalid(Attachment attachment, Counter counter) {
        attachment.session().home().lane().add(counter, attachment.version(), 1);
    }

    /** PUBACK. Gives false when it is for a message of QoS 2, which no client may do. */
    static boolean onPuback(Attachment attachment, @Nullable InflightWindow under, int packetId) {
        int handle = find(under, packetId);
        if (under == null || handle == InflightWindow.NONE) {
            countInvalid(attachment, Counter.MQTT_PUBACK_INVALID_ERROR);
            return true;
        }
        if (DeliveryWord.qos(under.word(handle)) != Qos.AT_LEAST_ONCE) {
            return false;
        }
        finish(attachment, under, handle);
        return true;
    }

    /** PUBREC. Gives false when it is for a message of QoS 1. */
    static boolean onPubrec(Attachment attachment, @Nullable InflightWindow under, int packetId, ReasonCode code) {
        int handle = find(under, packetId);
        if (under == null || handle == InflightWindow.NONE) {
            countInvalid(attachment, Counter.MQTT_PUBREC_INVALID_ERROR);
            if (!code.isError()) {
                attachment
                        .acknowledgements()
                        .send(PacketType.PUBREL, packetId, attachment.rules().unknownPacketId());
            }
            return true;
        }
        if (DeliveryWord.qos(under.word(handle)) != Qos.EXACTLY_ONCE) {
            return false;
        }
        if (code.isError()) {
            finish(attachment, under, handle);
            return true;
        }
        long position = 0;
        if (DeliveryWord.state(under.word(handle)) == DeliveryWord.SENT) {
            under.received(handle);
            position = attachment.session().onReceived(packetId);
        }
        attachment.acknowledgements().sendAfter(position, PacketType.PUBREL, packetId, ReasonCode.SUCCESS);
        return true;
    }

    /** PUBCOMP. Gives false when the message hasn't been received before. */
    static boolean onPubcomp(Attachment attachment, @Nullable InflightWindow under, int packetId) {
        int handle = find(under, packetId);
        if (under == null || handle == InflightWindow.NONE) {
            countInvalid(attachment, Counter.MQTT_PUBCOMP_INVALID_ERROR);
            return true;
        }
        if (DeliveryWord.state(under.word(handle)) != DeliveryWord.RELEASED) {
            return false;
        }
        finish(attachment, under, handle);
        return true;
    }

    private static void finish(Attachment attachment, InflightWindow under, int handle) {
        Publish message = under.message(handle);
        int packetId = under.packetId(handle);
        under.release(handle);
        if (message != null) {
            attachment.session().onDone(message, packetId);
            attachment.session().home().copies().giveBack(message);
        }
        attachment.outbound().drain();
    }
}
