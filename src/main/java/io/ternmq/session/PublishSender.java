package io.ternmq.session;

import io.netty.buffer.ByteBuf;
import io.ternmq.event.Counter;
import io.ternmq.event.DropReason;
import io.ternmq.protocol.Publish;
import io.ternmq.protocol.Qos;
import io.ternmq.protocol.codec.PublishEncoder;
import io.ternmq.protocol.codec.ReceiverProperties;
import org.jspecify.annotations.Nullable;

/** Writes PUBLISH to one connection: topic alias, subscription identifier, maximum packet size. On the loop only. */
final class PublishSender {
    private final Attachment attachment;
    private final SessionLoop home;
    private final int aliasMaximum;
    private final long longest;
    private @Nullable OutboundAliases aliases;
    /** Whether what is prepared tells the client a new alias. */
    private boolean introduces;

    /**
     * A sender for a connection that is about to start.
     *
     * @param aliasMaximum how many topic aliases may be used; 0 none
     * @param longest the largest packet that the client takes, in bytes
     */
    PublishSender(Attachment attachment, int aliasMaximum, long longest) {
        this.attachment = attachment;
        this.home = attachment.session().home();
        this.aliasMaximum = aliasMaximum;
        this.longest = longest;
    }

    /**
     * Makes ready to send the message: it begins with the encoder, which is the loop's, and must be sent before another one is
     * prepared.
     *
     * @return why it can't be sent to this client, or null
     */
    @Nullable
    DropReason prepare(Publish publish, long word) {
        if (!attachment.session().isWanted(publish)) {
            return DropReason.NOT_AUTHORIZED;
        }
        PublishEncoder encoder = home.encoderOf(publish);
        ReceiverProperties properties = home.receiverProperties().clear();
        introduces = false;
        if (attachment.version().hasProperties()) {
            if (DeliveryWord.identifier(word) != 0) {
                properties.subscriptionIdentifier(DeliveryWord.identifier(word));
            }
            if (aliasMaximum > 0) {
                chooseAlias(publish, properties);
            }
        }
        if (longest < Integer.MAX_VALUE) {
            int bytes = encoder.packetBytes(attachment.version(), DeliveryWord.qos(word), properties);
            return bytes > longest ? DropReason.MAX_PACKET_SIZE_EXCEEDED : null;
        }
        return null;
    }

    private void chooseAlias(Publish publish, ReceiverProperties properties) {
        OutboundAliases known = aliases;
        if (known == null) {
            known = new OutboundAliases(aliasMaximum);
            aliases = known;
        }
        int alias = known.find(publish.topic());
        if (alias != 0) {
            properties.topicAlias(alias, true);
        } else if (known.next() != 0) {
            properties.topicAlias(known.next(), false);
            introduces = true;
        }
    }

    /** Sends what was prepared. */
    void send(Publish publish, long word, int packetId, boolean duplicate) {
        PublishEncoder encoder = home.encoderOf(publish);
        Connection connection = attachment.connection();
        ByteBuf out = connection.outbound();
        Qos qos = DeliveryWord.qos(word);
        boolean retain = DeliveryWord.retain(word);
        if (attachment.version().hasProperties()) {
            OutboundAliases known = aliases;
            if (introduces && known != null) {
                known.give(publish.topic());
            }
            encoder.write(out, qos, retain, duplicate, packetId, home.receiverProperties());
        } else {
            encoder.write(out, attachment.version(), qos, retain, duplicate, packetId);
        }
        if (encoder.payloadIsShared()) {
            connection.writeShared(encoder.sharedPayload());
        }
        connection.flushLater();
        home.lane().add(Counter.MQTT_PUBLISH_SENT, attachment.version(), 1);
        home.lane().add(Counter.QUEUE_MESSAGE_OUT, 1);
    }
}
