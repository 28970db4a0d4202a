package io.ternmq.config;

import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A directory as a source of users, below {@code ternmq.access.ldap}. */
@Section(
        "A directory (LDAP, Active Directory) as a source of users: source `ldap`, see [access.md](access.md#ldap). It is asked when"
                + " `url` is set.")
public record LdapSettings(
        @Setting(doc = "Where the directory is: ldaps://host:636, or ldap://host:389.")
        String url,

        @Setting(
                doc =
                        "Whether a connection to ldap:// is encrypted before anything is sent (StartTLS). Without, passwords"
                                + " travel in the clear.",
                byDefault = "true")
        boolean startTls,

        @Setting(doc = "Authorities that may vouch for the directory, PEM; those that Java knows when empty.") @Nullable
        Path authorities,

        @Setting(
                doc =
                        "The name of a user's entry, where %u stands for the user name: uid=%u,ou=people,dc=example,dc=com."
                                + " Empty when the entry has to be looked for.")
        String userDn,

        @Setting(doc = "Where entries of users are looked for, when user-dn is empty.")
        String searchBase,

        @Setting(
                doc = "Which entry is the user's, where %u stands for the user name and %c for the client id.",
                byDefault = "(uid=%u)")
        String searchFilter,

        @Setting(doc = "As whom entries are looked for; anonymously when empty.")
        String bindDn,

        @Setting(doc = "The password of bind-dn.", secret = true)
        String bindPassword,

        @Setting(doc = "Where groups are looked for; none are when empty.")
        String groupBase,

        @Setting(
                doc =
                        "Which groups are the user's, where %d stands for the name of the user's entry, %u for the user name.",
                byDefault = "(member=%d)")
        String groupFilter,

        @Setting(doc = "What of a group's entry is its name.", byDefault = "cn")
        String groupAttribute,

        @Setting(doc = "For how long one log-in may take.", byDefault = "5s", min = "100ms", max = "1m")
        Duration timeLimit,

        @Setting(
                doc = "How many connections to the directory there may be, each with a thread.",
                byDefault = "4",
                min = "1",
                max = "64")
        int connections,

        @Setting(
                doc = "How many log-ins may wait for the directory; further ones are refused as busy.",
                byDefault = "1000",
                min = "1",
                max = "100000")
        int maxWaiting) {

    public boolean isSet() {
        return !url.isEmpty();
    }
}
