package io.ternmq.protocol.codec;

import io.netty.buffer.ByteBuf;
import io.ternmq.protocol.Property;
import java.util.Arrays;

/**
 * What differs between the MQTT 5 receivers of one message: topic alias and subscription identifiers. Used again for each
 * receiver; not thread safe.
 */
public final class ReceiverProperties {
    private int topicAlias;
    private boolean topicLeftOut;
    private int[] identifiers = new int[4];
    private int identifierCount;

    /** Back to no alias and no identifiers. */
    public ReceiverProperties clear() {
        topicAlias = 0;
        topicLeftOut = false;
        identifierCount = 0;
        return this;
    }

    /**
     * Sends the message with an alias.
     *
     * @param alias 1 to the receiver's topic alias maximum; 0 for none
     * @param known whether the receiver has been told the topic of the alias, so that the topic is left out
     */
    public ReceiverProperties topicAlias(int alias, boolean known) {
        topicAlias = alias;
        topicLeftOut = known && alias != 0;
        return this;
    }

    /** Adds the identifier of one of the subscriptions that match, 1 to 268435455. */
    public ReceiverProperties subscriptionIdentifier(int identifier) {
        if (identifierCount == identifiers.length) {
            identifiers = Arrays.copyOf(identifiers, identifierCount * 2);
        }
        identifiers[identifierCount++] = identifier;
        return this;
    }

    public boolean isEmpty() {
        return topicAlias == 0 && identifierCount == 0;
    }

    boolean topicLeftOut() {
        return topicLeftOut;
    }

    int length() {
        int bytes = topicAlias == 0 ? 0 : 3;
        for (int i = 0; i < identifierCount; i++) {
            bytes += 1 + Varint.length(identifiers[i]);
        }
        return bytes;
    }

    void write(ByteBuf out) {
        if (topicAlias != 0) {
            out.writeByte(Property.TOPIC_ALIAS.id());
            out.writeShort(topicAlias);
        }
        for (int i = 0; i < identifierCount; i++) {
            out.writeByte(Property.SUBSCRIPTION_IDENTIFIER.id());
            Varint.write(out, identifiers[i]);
        }
    }
}
