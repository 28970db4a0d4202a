package io.ternmq.admin;

import io.ternmq.protocol.SubscriberId;
import io.ternmq.session.SessionFilter;
import io.ternmq.session.SessionScan;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How a client is named in an address: by its client id, or, when that is too long for an address, by the SHA-256 of it.
 *
 * @param id null when it is named by its digest
 * @param digest null when it is named by its id
 */
public record ClientName(
        String mountpoint, @Nullable String id, @Nullable String digest) {
    /** The longest client id that goes into an address as it is. */
    public static final int MAX_ID = 300;

    private static final int STEP = 1000;

    /** @throws InvalidInputException when there is neither an id nor a digest */
    public ClientName {
        if (id == null && digest == null) {
            throw new InvalidInputException("the client's id is missing");
        }
    }

    /** A client by its id. */
    public static ClientName of(String mountpoint, String id) {
        return new ClientName(mountpoint, id, null);
    }

    /** The name of a client for an address. */
    public static ClientName forAddress(String mountpoint, String id) {
        return id.length() <= MAX_ID ? of(mountpoint, id) : new ClientName(mountpoint, null, digest(id));
    }

    private static String digest(String id) {
        try {
            byte[] sum = MessageDigest.getInstance("SHA-256").digest(id.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(sum);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /** Looks for the client with the digest. */
    Optional<SubscriberId> search(SessionScan sessions) {
        SubscriberId last = null;
        List<SubscriberId> some;
        do {
            some = sessions.ids(SessionFilter.ALL, last, STEP, Scans.PAGE);
            for (SubscriberId each : some) {
                if (each.clientId().length() > MAX_ID
                        && each.mountpoint().equals(mountpoint)
                        && digest(each.clientId()).equals(digest)) {
                    return Optional.of(each);
                }
                last = each;
            }
        } while (some.size() == STEP);
        return Optional.empty();
    }
}
