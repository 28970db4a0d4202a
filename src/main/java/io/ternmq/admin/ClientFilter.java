package io.ternmq.admin;

import io.ternmq.protocol.ProtocolVersion;
import io.ternmq.session.AddressRange;
import io.ternmq.session.SessionFilter;
import org.jspecify.annotations.Nullable;

/**
 * Which clients are asked for, as an operator or a program writes it; null and empty ask for nothing. What is asked of a connection is met
 * by clients only that are connected.
 *
 * @param client a part of the client id
 * @param mountpoint null or {@code *} for all; empty for the default one
 * @param user a part of the user name
 * @param address an address or a range such as {@code 10.0.0.0/8}
 * @param listener the name of a listener
 * @param protocol 3, 4 or 5
 * @param online whether connected
 * @param queued whether messages wait for it
 */
public record ClientFilter(
        @Nullable String client,
        @Nullable String mountpoint,
        @Nullable String user,
        @Nullable String address,
        @Nullable String listener,
        @Nullable Integer protocol,
        @Nullable Boolean online,
        @Nullable Boolean queued) {
    /** Everybody. */
    public static final ClientFilter ALL = new ClientFilter(null, null, null, null, null, null, null, null);

    /** Whether everybody is asked for. */
    public boolean isEmpty() {
        return toSessions().equals(SessionFilter.ALL);
    }

    /** @throws InvalidInputException with a sentence when something in it makes no sense */
    SessionFilter toSessions() {
        String range = text(address);
        return new SessionFilter(
                text(client),
                mountpoint == null || mountpoint.equals("*") ? null : mountpoint,
                text(user),
                range.isEmpty() ? null : range(range.strip()),
                text(listener),
                protocol == null ? null : version(protocol),
                online,
                queued != null && queued);
    }

    private static AddressRange range(String text) {
        try {
            return AddressRange.parse(text);
        } catch (IllegalArgumentException e) {
            throw new InvalidInputException(String.valueOf(e.getMessage()), e);
        }
    }

    private static String text(@Nullable String value) {
        return value == null ? "" : value;
    }

    private static ProtocolVersion version(int level) {
        for (ProtocolVersion version : ProtocolVersion.values()) {
            if (version.level() == level) {
                return version;
            }
        }
        throw new InvalidInputException("the protocol must be 3, 4 or 5");
    }
}
