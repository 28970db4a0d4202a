package io.ternmq.access.file;

import io.ternmq.access.password.Crypto;
import io.ternmq.access.password.PasswordHash;
import io.ternmq.access.password.ScramKeys;
import io.ternmq.access.password.Sha512Hash;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The users of a password file: {@code name:hash} in each line, split at the first colon; the last line of a name counts. There
 * are no comments. Immutable once read.
 */
final class PasswordTable {
    /** Nobody outside can tell which entry stands in for an unknown name. */
    private static final byte[] SECRET = Crypto.randomBytes(32);

    private static final PasswordHash OF_NOBODY = Sha512Hash.ofPassword(Crypto.randomBytes(32));

    private final Map<String, PasswordHash> hashes = new HashMap<>();
    private List<PasswordHash> all = List.of();

    private PasswordTable() {}

    static PasswordTable parse(byte[] bytes) throws BadFileException {
        PasswordTable table = new PasswordTable();
        TextLines.read(bytes, (number, line) -> table.read(line));
        table.all = new ArrayList<>(table.hashes.values());
        return table;
    }

    private void read(String line) {
        int colon = line.indexOf(':');
        if (colon < 0) {
            throw new IllegalArgumentException("has no colon between user name and password hash");
        }
        hashes.put(
                line.substring(0, colon),
                PasswordHash.parse(line.substring(colon + 1).strip()));
    }

    /**
     * Whether there is a user before who isn't here.
     *
     * @param changed whether it counts too when the user has another password here
     */
    boolean withdraws(PasswordTable before, boolean changed) {
        return before.hashes.entrySet().stream().anyMatch(was -> {
            PasswordHash now = find(was.getKey());
            return now == null || changed && !now.text().equals(was.getValue().text());
        });
    }

    int size() {
        return hashes.size();
    }

    @Nullable
    PasswordHash find(String userName) {
        return hashes.get(userName);
    }

    /**
     * Whose hash to check the password of an unknown name against, always the same for the same name, so that the time it
     * takes says nothing about which names there are.
     */
    PasswordHash standInFor(String userName) {
        return all.isEmpty() ? OF_NOBODY : all.get(pick(userName, all.size()));
    }

    /** How many iterations a user has that stands in for an unknown name in SCRAM. */
    int scramStandInFor(String userName) {
        List<ScramKeys> scram = all.stream()
                .filter(ScramKeys.class::isInstance)
                .map(ScramKeys.class::cast)
                .toList();
        return scram.isEmpty()
                ? ScramKeys.DEFAULT_ITERATIONS
                : scram.get(pick(userName, scram.size())).iterations();
    }

    private static int pick(String userName, int count) {
        byte[] keyed = Crypto.hmac(SECRET, userName.getBytes(StandardCharsets.UTF_8));
        int number = (keyed[0] & 0xFF) << 16 | (keyed[1] & 0xFF) << 8 | keyed[2] & 0xFF;
        return number % count;
    }
}
