package io.ternmq.access.users;

import io.ternmq.access.password.Crypto;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;

/**
 * Argon2id (RFC 9106) in the customary form {@code $argon2id$v=19$m=<KiB>,t=<passes>,p=<lanes>$<salt>$<hash>}. Slow on purpose.
 *
 * @param memory in KiB
 */
record Argon2id(int memory, int passes, int lanes, byte[] salt, byte[] hash) implements StoredPassword {
    static final String PREFIX = "$argon2id$";

    /** Of the choices that OWASP gives, the one that needs the least memory. */
    private static final int MEMORY = 7168;

    private static final int PASSES = 5;
    private static final int LANES = 1;
    private static final int SALT_BYTES = 16;
    private static final int HASH_BYTES = 32;

    /** More would let one log-in take all the memory there is. */
    private static final int MAX_MEMORY = 256 * 1024;

    private static final int MAX_PASSES = 100;
    private static final int MAX_LANES = 16;
    private static final int MIN_SALT_BYTES = 8;
    private static final Pattern FORM = Pattern.compile(
            "\\$argon2id\\$v=19\\$m=(\\d{1,7}),t=(\\d{1,3}),p=(\\d{1,2})\\$([A-Za-z0-9+/]+)\\$([A-Za-z0-9+/]+)");

    /** With a new salt. */
    static Argon2id ofPassword(byte[] passwordUtf8) {
        byte[] salt = Crypto.randomBytes(SALT_BYTES);
        byte[] hash = compute(MEMORY, PASSES, LANES, salt, passwordUtf8, HASH_BYTES);
        return new Argon2id(MEMORY, PASSES, LANES, salt, hash);
    }

    /** What no password opens, and takes as long as one that is kept. */
    static Argon2id ofNobody() {
        return new Argon2id(MEMORY, PASSES, LANES, Crypto.randomBytes(SALT_BYTES), Crypto.randomBytes(HASH_BYTES));
    }

    /** Whether it costs who guesses at least as much as a new one. */
    boolean isStrong() {
        return memory * passes >= MEMORY * PASSES;
    }

    /** @throws IllegalArgumentException for another form, or one that would cost too much */
    static Argon2id parse(String text) {
        Matcher form = FORM.matcher(text);
        if (!form.matches()) {
            throw new IllegalArgumentException("is no Argon2id hash of version 19");
        }
        int memory = Integer.parseInt(form.group(1));
        int passes = Integer.parseInt(form.group(2));
        int lanes = Integer.parseInt(form.group(3));
        byte[] salt = Base64.getDecoder().decode(form.group(4));
        byte[] hash = Base64.getDecoder().decode(form.group(5));
        if (lanes < 1
                || lanes > MAX_LANES
                || memory < 8 * lanes
                || memory > MAX_MEMORY
                || passes < 1
                || passes > MAX_PASSES
                || salt.length < MIN_SALT_BYTES
                || hash.length < SALT_BYTES) {
            throw new IllegalArgumentException("is an Argon2id hash with parameters out of range");
        }
        return new Argon2id(memory, passes, lanes, salt, hash);
    }

    private static byte[] compute(int memory, int passes, int lanes, byte[] salt, byte[] password, int bytes) {
        Argon2BytesGenerator generator = new Argon2BytesGenerator();
        generator.init(new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
                .withVersion(Argon2Parameters.ARGON2_VERSION_13)
                .withMemoryAsKB(memory)
                .withIterations(passes)
                .withParallelism(lanes)
                .withSalt(salt)
                .build());
        byte[] hash = new byte[bytes];
        generator.generateBytes(password, hash);
        return hash;
    }

    @Override
    public boolean verify(byte[] passwordUtf8) {
        return MessageDigest.isEqual(compute(memory, passes, lanes, salt, passwordUtf8, hash.length), hash);
    }

    @Override
    public boolean isSlow() {
        return true;
    }

    String text() {
        Base64.Encoder base64 = Base64.getEncoder().withoutPadding();
        return PREFIX + "v=19$m=" + memory + ",t=" + passes + ",p=" + lanes + "$" + base64.encodeToString(salt) + "$"
                + base64.encodeToString(hash);
    }

    @Override
    public String toString() {
        return "Argon2id";
    }
}
