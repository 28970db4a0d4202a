package io.ternmq.protocol;

import io.netty.buffer.Unpooled;

/** Copying what a publish says into bytes that a copy owns. */
final class PublishCopy {
    private PublishCopy() {}

    /** A copy that is kept; in the same bytes when they never change. */
    static Publish of(Publish publish) {
        byte[] own = publish.own;
        byte[] bytes = own == null || publish.lendable ? bytes(publish, new byte[length(publish)]) : own;
        return say(new Publish(Unpooled.EMPTY_BUFFER), publish, bytes);
    }

    /** Makes a lent copy say what a publish says; its own bytes must have room. */
    static void refill(Publish lent, Publish publish) {
        byte[] room = lent.own;
        if (room == null || !lent.lendable || lent.holds != 0) {
            throw new IllegalStateException("only a free copy can say something else");
        }
        say(lent, publish, bytes(publish, room));
    }

    /** Bytes of what is copied. */
    static int length(Publish publish) {
        return publish.forwardedPropertiesLength() + publish.payloadLength();
    }

    private static Publish say(Publish copy, Publish publish, byte[] bytes) {
        return copy.own(bytes, publish.forwardedPropertiesLength(), publish.payloadLength())
                .messageExpiry(publish.messageExpirySeconds())
                .resolve(publish.topic())
                .flags(publish.qos(), publish.retain(), false, 0)
                .origin(publish.publisher(), publish.expiresAtMillis())
                .sequence(publish.sequence());
    }

    /** Writes the forwarded properties and the payload to the beginning of an array, and gives that. */
    private static byte[] bytes(Publish publish, byte[] to) {
        byte[] own = publish.own;
        if (own != null) {
            System.arraycopy(own, 0, to, 0, length(publish));
            return to;
        }
        int forwarded = publish.forwardedPropertiesLength();
        if (forwarded > 0) {
            publish.writeForwardedProperties(Unpooled.wrappedBuffer(to).writerIndex(0));
        }
        publish.buffer().getBytes(publish.payloadIndex(), to, forwarded, publish.payloadLength());
        return to;
    }
}
