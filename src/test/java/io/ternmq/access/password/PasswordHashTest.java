package io.ternmq.access.password;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PasswordHashTest {
    /** The line of VerneMQ's own tests, behind the colon. */
    private static final String OF_VERNEMQ =
            "$6$TpanaxPN2jQNCOyO$QBekdMp9TsTnJ4Sl57Y6NVPr2ZfRNQop+rEQijx+0VzsaRdvi1LCHpgVsbi4mHNScPnFNZUgfqijWLcLepEhOw==";

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void the_line_of_vernemqs_tests_is_read_and_written_as_it_is() {
        PasswordHash hash = PasswordHash.parse(OF_VERNEMQ);
        assertThat(hash.text()).isEqualTo(OF_VERNEMQ);
        assertThat(hash.isSlow()).isFalse();
        assertThat(hash.verify(utf8("wrong"))).isFalse();
    }

    /** Computed elsewhere, with the salt of VerneMQ's line. */
    @ParameterizedTest
    @CsvSource({
        "secret, N1y374f+3rNHLJQ9lXys5ROGwH+vtvM/0LRwzZOkLgJWHLEsTSpdA3b9PjdG34cxkU3H3/XxQQdLshtia+TjFA==",
        "br\u00f6d, j/4AsCSl9YPFuMe1cuD3C/fqLR5yyQdpnwZvLKZRF2THYFJuB8lSyDdM4HPRa2zwg9lOH/YBSCb4IXXblXQPGA==",
        "correct horse, 3AZQjluDXH+5/rTh4+HR3QzMlNiVqtjK3FjrcyQtRdxvnSYo3sCQ3KEQkbnHDyRyvBGIS559WY4+zd7G+7tpPQ==",
    })
    void sha512_is_over_the_password_and_then_the_salt(String password, String hash) {
        String text = "$6$TpanaxPN2jQNCOyO$" + hash;
        assertThat(Sha512Hash.of(utf8(password), Base64.getDecoder().decode("TpanaxPN2jQNCOyO"))
                        .text())
                .isEqualTo(text);
        assertThat(PasswordHash.parse(text).verify(utf8(password))).isTrue();
        assertThat(PasswordHash.parse(text).verify(utf8(password + " "))).isFalse();
        assertThat(PasswordHash.parse(text).verify(new byte[0])).isFalse();
    }

    @Test
    void a_new_hash_has_a_salt_of_its_own_and_is_read_again() {
        Sha512Hash one = Sha512Hash.ofPassword(utf8("secret"));
        assertThat(one.text())
                .isNotEqualTo(Sha512Hash.ofPassword(utf8("secret")).text());
        assertThat(PasswordHash.parse(one.text()).verify(utf8("secret"))).isTrue();
        ScramKeys two = ScramKeys.ofPassword(utf8("secret"), 4096);
        assertThat(PasswordHash.parse(two.text()).verify(utf8("secret"))).isTrue();
        assertThat(PasswordHash.parse(two.text()).verify(utf8("Secret"))).isFalse();
        assertThat(two.isSlow()).isTrue();
    }

    /** The example of RFC 7677, whose keys follow from what its messages show. */
    @Test
    void scram_keys_are_those_of_the_rfc() {
        ScramKeys keys = ScramKeys.of(utf8("pencil"), Base64.getDecoder().decode("W22ZaJ0SNY7soEsUEjb6gQ=="), 4096);
        assertThat(keys.text())
                .isEqualTo("$scram-sha-256$4096$W22ZaJ0SNY7soEsUEjb6gQ=="
                        + "$WG5d8oPm3OtcPnkdi4Uo7BkeZkBFzpcXkuLmtbsT4qY="
                        + "$wfPLwcE6nTWhTAmQ7tl2KeoiWGPlZqQxSrmfPwDl2dU=");
        assertThat(keys.verify(utf8("pencil"))).isTrue();
    }

    @Test
    void an_empty_password_is_one_too() {
        assertThat(ScramKeys.ofPassword(new byte[0], 4096).verify(new byte[0])).isTrue();
        assertThat(ScramKeys.ofPassword(new byte[0], 4096).verify(utf8("x"))).isFalse();
    }

    /** RFC 4013: other spaces are spaces, a soft hyphen is nothing, compatible forms are one. */
    @Test
    void scram_prepares_passwords() {
        ScramKeys keys = ScramKeys.ofPassword(utf8("a b\u00fc IX"), 4096);
        assertThat(keys.verify(utf8("a\u00a0b\u0075\u0308\u00ad \u2168"))).isTrue();
        assertThat(keys.verify(utf8("a b\u00fc ix"))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "plain",
                "$6$",
                "$6$$",
                "$6$a",
                "$6$TpanaxPN2jQNCOyO$",
                "$6$TpanaxPN2jQNCOyO$AAAA",
                "$6$%%%%$AAAA",
                "$6$AAAA$AAAA$",
                "$5$AAAA$AAAA",
                "$7$101$AAAA$AAAA",
                "$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW",
                "$scram-sha-256$",
                "$scram-sha-256$1$AAAA$AAAA$AAAA",
                "$scram-sha-256$x$AAAA$AAAA$AAAA",
                "$scram-sha-256$4096$AAAA$AAAA$AAAA",
                "$scram-sha-256$99999999$AAAA$AAAA$AAAA",
                "$scram-sha-256$4096$$WG5d8oPm3OtcPnkdi4Uo7BkeZkBFzpcXkuLmtbsT4qY=$wfPLwcE6nTWhTAmQ7tl2KeoiWGPlZqQxSrmfPwDl2dU=",
                "$scram-sha-256$4096$A=A$WG5d8oPm3OtcPnkdi4Uo7BkeZkBFzpcXkuLmtbsT4qY=$wfPLwcE6nTWhTAmQ7tl2KeoiWGPlZqQxSrmfPwDl2dU=",
            })
    void what_is_no_hash_is_refused_without_being_repeated(String text) {
        assertThat(PasswordHash.isHash(text)).isFalse();
        assertThatThrownBy(() -> PasswordHash.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("has ")
                .message()
                .doesNotContain("AAAA", "WG5d", "CCCC");
    }

    @Test
    void too_few_or_too_many_iterations_are_refused() {
        assertThatThrownBy(() -> ScramKeys.ofPassword(utf8("x"), 4095)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> ScramKeys.ofPassword(utf8("x"), 10_000_001))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void characters_are_wiped_when_they_have_been_encoded() {
        char[] password = "br\u00f6d\ud83d\ude00".toCharArray();
        assertThat(Crypto.utf8(password)).isEqualTo(utf8("br\u00f6d\ud83d\ude00"));
        assertThat(password).containsOnly('\0');
    }
}
