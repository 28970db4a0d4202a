package io.ternmq.access.users;

import io.ternmq.access.password.Crypto;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;

/**
 * With which password each user was let in lately, so that it needn't be hashed again. What is kept is no password but an
 * HMAC-SHA-256 of it, with the user's name and the hash in the database, under a key that this process has drawn and nobody else
 * knows. Thread safe.
 */
final class VerifiedPasswords {
    private static final int CAPACITY = 50_000;

    private final byte[] key = Crypto.randomBytes(32);
    private final Remembered<byte[]> digests;

    VerifiedPasswords(Duration kept) {
        this.digests = new Remembered<>(CAPACITY, kept, System::nanoTime);
    }

    long epoch() {
        return digests.epoch();
    }

    boolean knows(String userName, byte[] password, String stored) {
        byte[] known = digests.find(userName);
        return known != null && MessageDigest.isEqual(known, digest(userName, password, stored));
    }

    void add(String userName, byte[] password, String stored, long epoch) {
        digests.put(userName, digest(userName, password, stored), epoch);
    }

    void clear() {
        digests.clear();
    }

    /** Each part with its length before it, so that no two triples are alike. */
    private byte[] digest(String userName, byte[] password, String stored) {
        byte[] name = userName.getBytes(StandardCharsets.UTF_8);
        byte[] hash = stored.getBytes(StandardCharsets.UTF_8);
        ByteBuffer parts = ByteBuffer.allocate(2 * Integer.BYTES + name.length + hash.length + password.length)
                .putInt(name.length)
                .put(name)
                .putInt(hash.length)
                .put(hash)
                .put(password);
        return Crypto.hmac(key, parts.array());
    }
}
