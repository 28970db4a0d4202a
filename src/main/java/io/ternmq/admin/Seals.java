package io.ternmq.admin;

import io.ternmq.access.builtin.Account;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Makes seals: keyed digests of a text for an account. The key is what is kept of the account's password, with its salt, which nobody
 * outside knows; so all nodes with the same accounts make the same seal, also after a restart, and another password makes others.
 */
final class Seals {
    private static final String HMAC = "HmacSHA256";
    private static final int KEY_BYTES = 100;

    /** For accounts that there aren't: what it seals nobody can have, and it takes as long. */
    private final byte[] nobodys = new byte[KEY_BYTES];

    Seals() {
        new SecureRandom().nextBytes(nobodys);
    }

    /** In letters, digits, minus and underscore. */
    String seal(@Nullable Account account, String text) {
        byte[] key = account == null ? nobodys : account.passwordHash().getBytes(StandardCharsets.UTF_8);
        try {
            Mac mac = Mac.getInstance(HMAC);
            mac.init(new SecretKeySpec(key, HMAC));
            byte[] sealed = mac.doFinal(("console seal\n" + text).getBytes(StandardCharsets.UTF_8));
            return Base64.getUrlEncoder().withoutPadding().encodeToString(sealed);
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("Every JDK has " + HMAC, impossible);
        }
    }
}
