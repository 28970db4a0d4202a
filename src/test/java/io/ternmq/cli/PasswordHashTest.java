package io.ternmq.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Base64;
import org.junit.jupiter.api.Test;

class PasswordHashTest {
    /** Made by SHA-512 of "secret" and then the salt, outside of this program. */
    @Test
    void hashes_as_vernemq_does() {
        byte[] salt = Base64.getDecoder().decode("TpanaxPN2jQNCOyO");
        assertThat(PasswordHash.of("secret".toCharArray(), salt))
                .isEqualTo(
                        "$6$TpanaxPN2jQNCOyO$N1y374f+3rNHLJQ9lXys5ROGwH+vtvM/0LRwzZOkLgJWHLEsTSpdA3b9PjdG34cxkU3H3/XxQQdLshtia+TjFA==");
    }

    @Test
    void salts_every_hash_anew_and_wipes_the_password() {
        char[] password = "secret".toCharArray();
        String first = PasswordHash.ofPassword(password);
        assertThat(password).containsOnly('\0');
        assertThat(PasswordHash.ofPassword("secret".toCharArray())).isNotEqualTo(first);
        assertThat(PasswordHash.isHash(first)).isTrue();
    }

    @Test
    void tells_hashes_from_plain_passwords() {
        assertThat(PasswordHash.isHash("$6$only$")).isFalse();
        assertThat(PasswordHash.isHash("pa$6$ss")).isFalse();
    }
}
