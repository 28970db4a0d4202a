package io.ternmq.observe;

import io.ternmq.event.Explained;
import io.ternmq.protocol.ReasonCode;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Something that was not allowed. Names in it come from clients: escape them where they are shown.
 *
 * @param number rises with each, so that it can be a cursor
 * @param kind {@code connect}, {@code publish}, {@code subscribe}, {@code will} or {@code stay connected}
 * @param clientId null when it isn't known
 * @param topic empty when the kind has none
 * @param by the account or key by which it was asked for over HTTP; null when a client itself did it
 */
public record Refusal(
        long number,
        Instant at,
        String kind,
        String mountpoint,
        @Nullable String clientId,
        @Nullable String userName,
        String address,
        String listener,
        String topic,
        int qos,
        boolean retain,
        ReasonCode reason,
        Explained explanation,
        @Nullable String by) {

    /** Which refusals are wanted; an empty text stands for all, and no part of a name matters more than small and capital letters. */
    public record Filter(String client, String user, String text) {
        public static final Filter ALL = new Filter("", "", "");

        boolean accepts(Refusal refusal) {
            return contains(refusal.clientId, client) && contains(refusal.userName, user) && refusal.mentions(text);
        }
    }

    private boolean mentions(String text) {
        return text.isEmpty()
                || contains(clientId, text)
                || contains(userName, text)
                || contains(address, text)
                || contains(topic, text)
                || contains(kind, text)
                || contains(listener, text)
                || contains(by, text)
                || contains(explanation.sentence(), text);
    }

    private static boolean contains(@Nullable String whole, String part) {
        return part.isEmpty()
                || whole != null && whole.toLowerCase(Locale.ROOT).contains(part.toLowerCase(Locale.ROOT));
    }
}
