package io.ternmq.session;

import io.ternmq.event.DropReason;
import io.ternmq.protocol.PacketType;
import io.ternmq.protocol.Publish;
import io.ternmq.protocol.ReasonCode;

/**
 * Sends unacknowledged messages again: all of them, in their first order and with their packet identifiers, when the client is
 * back (MQTT-4.4.0-1), and to a 3.x client also those that it doesn't acknowledge in time. On the loop only.
 */
final class Redelivery {
    private Redelivery() {}

    /** Sends the oldest that has to be sent again on this connection; there must be one. Gives whether something was done. */
    static boolean one(Attachment attachment, PublishSender sender, InflightWindow window, int maximum) {
        if (!attachment.connection().writable()) {
            return false;
        }
        int handle = window.nextToResend();
        long word = window.word(handle);
        if (DeliveryWord.state(word) == DeliveryWord.RELEASED) {
            window.resent(handle, attachment.session().home().second(), false);
            attachment.acknowledgements().send(PacketType.PUBREL, window.packetId(handle), ReasonCode.SUCCESS);
            return true;
        }
        if (window.counted() >= maximum) {
            return false;
        }
        publish(attachment, sender, window, handle);
        return true;
    }

    /**
     * Sends a message again, unless it doesn't fit this connection. One that has expired since is sent too: its delivery had
     * begun, and the client may know its packet identifier.
     */
    private static void publish(Attachment attachment, PublishSender sender, InflightWindow window, int handle) {
        Session session = attachment.session();
        Publish message = window.message(handle);
        long word = window.word(handle);
        if (message == null) {
            // It was sent by a connection that kept nothing, as its session was to end with it.
            window.release(handle);
            return;
        }
        DropReason unfit = sender.prepare(message, word);
        if (unfit != null) {
            window.release(handle);
            session.onDropped(message, word, unfit);
            session.home().copies().giveBack(message);
            return;
        }
        window.resent(handle, session.home().second(), true);
        sender.send(message, word, window.packetId(handle), true);
        attachment.armRetry();
    }

    /**
     * Sends again what has been unacknowledged for too long, oldest first.
     *
     * @return in how many seconds the next is due
     */
    static long retry(Attachment attachment, PublishSender sender, InflightWindow window, long intervalSeconds) {
        long now = attachment.session().home().second();
        long wait = intervalSeconds;
        for (int place = 0; place < window.places(); place++) {
            int handle = window.at(place);
            if (handle == InflightWindow.NONE || DeliveryWord.is(window.word(handle), DeliveryWord.RESEND)) {
                continue;
            }
            long age = DeliveryWord.age(window.word(handle), now);
            if (age < intervalSeconds) {
                wait = Math.min(wait, intervalSeconds - age);
            } else if (attachment.connection().writable()) {
                again(attachment, sender, window, handle, now);
            }
        }
        return wait;
    }

    private static void again(
            Attachment attachment, PublishSender sender, InflightWindow window, int handle, long now) {
        long word = window.word(handle);
        Publish message = window.message(handle);
        window.resent(handle, now, false);
        if (DeliveryWord.state(word) == DeliveryWord.RELEASED) {
            attachment.acknowledgements().send(PacketType.PUBREL, window.packetId(handle), ReasonCode.SUCCESS);
        } else if (message != null && sender.prepare(message, word) == null) {
            sender.send(message, word, window.packetId(handle), true);
        }
    }
}
