package io.ternmq.admin.rights;

import io.ternmq.observe.Refusal;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Something that was not allowed, for operators. Names come from clients and are told as they are: whoever shows them escapes them.
 *
 * @param number rises with each
 * @param kind {@code connect}, {@code publish}, {@code subscribe}, {@code will} or {@code stay connected}
 * @param code the reason code's name in small letters, with blanks
 * @param source what decided
 * @param why by which rule, in words
 * @param ruleId the built-in rule that decided; 0 when it was none
 * @param trail what was asked before, in order
 * @param by the account or key by which it was asked for over HTTP; null when a client itself did it
 */
public record RefusedReport(
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
        String code,
        String source,
        String why,
        long ruleId,
        List<String> trail,
        @Nullable String by) {

    static RefusedReport of(Refusal refusal) {
        return new RefusedReport(
                refusal.number(),
                refusal.at(),
                refusal.kind(),
                refusal.mountpoint(),
                refusal.clientId(),
                refusal.userName(),
                plain(refusal.address()),
                refusal.listener(),
                refusal.topic(),
                refusal.qos(),
                refusal.retain(),
                refusal.reason().name().toLowerCase(Locale.ROOT).replace('_', ' '),
                refusal.explanation().source(),
                refusal.explanation().rule(),
                refusal.explanation().ruleId(),
                refusal.explanation().trail(),
                refusal.by());
    }

    /** Without the slash, and the name before it, that Java writes. */
    private static String plain(String address) {
        return address.substring(address.indexOf('/') + 1);
    }
}
