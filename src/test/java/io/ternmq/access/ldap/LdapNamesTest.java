package io.ternmq.access.ldap;

import static org.assertj.core.api.Assertions.assertThat;

import io.ternmq.access.AuthenticationSource.Answer;
import io.ternmq.access.Verdict;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Names of users that would be more than a name to a directory. */
class LdapNamesTest extends LdapFixture {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "*",
                "an*",
                "ann)(uid=*",
                "*)(|(uid=*",
                "ann)(&)",
                "\\61nn",
                "ann\u0000",
                "(uid=ann)",
                "a|b&!c",
                "ann,ou=people",
                "x)(cn=*))(|(cn=*",
            })
    void a_name_with_the_marks_of_a_filter_finds_nobody(String name) {
        Answer answer = ask(bySearch(), name, "secret");
        assertThat(answer.verdict()).isEqualTo(Verdict.NEXT);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ann,ou=people,dc=example,dc=com",
                "ann+cn=ann",
                "\\61nn",
                "#04",
                "ann\\",
                "\"ann\"",
                "ann;x",
                " ann\u0000",
                "<ann>",
                "ann=ann",
            })
    void a_name_with_the_marks_of_an_entrys_name_stays_one_part_of_it(String name) {
        Answer answer = ask(byName(), name, "secret");
        assertThat(answer.verdict()).isEqualTo(Verdict.REJECT);
        assertThat(binds).hasSize(1);
        assertThat(binds.get(0)).isNotEqualToIgnoringCase("uid=ann,ou=people,dc=example,dc=com");
    }

    @Test
    void a_name_with_marks_that_is_really_there_is_found() throws Exception {
        String name = "o'neil, (x*y) #1";
        directory.add(new com.unboundid.ldap.sdk.Entry(
                new com.unboundid.ldap.sdk.DN(
                        new com.unboundid.ldap.sdk.RDN("uid", name),
                        new com.unboundid.ldap.sdk.DN("ou=people," + BASE)),
                new com.unboundid.ldap.sdk.Attribute("objectClass", "inetOrgPerson"),
                new com.unboundid.ldap.sdk.Attribute("uid", name),
                new com.unboundid.ldap.sdk.Attribute("cn", name),
                new com.unboundid.ldap.sdk.Attribute("sn", name),
                new com.unboundid.ldap.sdk.Attribute("userPassword", "secret")));
        assertThat(ask(byName(), name, "secret").verdict()).isEqualTo(Verdict.OK);
        assertThat(ask(bySearch(), name, "secret").verdict()).isEqualTo(Verdict.OK);
    }
}
