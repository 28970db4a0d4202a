package io.ternmq.config;

import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Who may connect and do what, below {@code ternmq.access}. */
@Section("Who may connect and do what.")
public record AccessSettings(
        @Setting(
                doc = "Who may connect without a user name: 'loopback' only connections from this machine, by the"
                        + " socket's own peer and never on a listener that trusts a proxy; 'false' nobody; 'true'"
                        + " everybody, and then no password is checked at all.",
                byDefault = "loopback",
                live = true,
                vernemq = "allow_anonymous")
        Anonymous allowAnonymous,

        @Setting(
                doc =
                        "The password file; none when empty. VerneMQ's can be used as it is. While the node runs, one file can take the"
                                + " place of another.",
                live = true,
                vernemq = "vmq_passwd.password_file")
        @Nullable
        Path passwordFile,

        @Setting(
                doc = "How often the password file is looked at for changes; 0 never.",
                byDefault = "10s",
                min = "0s",
                max = "1d",
                live = true,
                vernemq = "vmq_passwd.password_reload_interval")
        Duration passwordReloadInterval,

        @Setting(
                doc =
                        "Which clients are disconnected when the password file has changed: 'changed' those whose line is gone or"
                                + " has another hash; 'removed' those whose line is gone, for files that are made anew with other"
                                + " salts; 'none' nobody, as in VerneMQ.",
                byDefault = "changed")
        Disconnects passwordFileDisconnects,

        @Setting(
                doc =
                        "Which clients are disconnected when a user of the broker's own has changed: 'changed' those whose user is"
                                + " gone, is disabled or has another password than they have logged in with; 'removed' those whose"
                                + " user is gone or disabled, for hashes that are imported anew with other salts.",
                byDefault = "changed",
                live = true)
        UsersDisconnects usersDisconnects,

        @Setting(
                doc =
                        "The file with the rules who may do what; all is allowed when empty. VerneMQ's can be used as it is. While"
                                + " the node runs, one file can take the place of another.",
                live = true,
                vernemq = "vmq_acl.acl_file")
        @Nullable
        Path aclFile,

        @Setting(
                doc = "How often the ACL file is looked at for changes; 0 never.",
                byDefault = "10s",
                min = "0s",
                max = "1d",
                live = true,
                vernemq = "vmq_acl.acl_reload_interval")
        Duration aclReloadInterval,

        @Setting(
                doc =
                        "Whether what a source rewrites (VerneMQ's modifiers) has to be allowed as what it becomes, too. False: who"
                                + " wrote the modifier has granted it, as in VerneMQ. What is denied explicitly is refused either"
                                + " way.",
                byDefault = "false")
        boolean authorizeRewritten,

        JwtSettings jwt,
        LdapSettings ldap,
        HttpAccessSettings http,

        @Setting(doc = "How many decisions each connection remembers.", byDefault = "64", min = "0", max = "65536")
        int cacheSize,

        @Setting(doc = "For how long a decision is remembered.", byDefault = "60s", min = "0s", max = "1d")
        Duration cacheExpiry,

        @Setting(
                doc =
                        "Whether a 3.1 client (and a bridge of 3.1 or 3.1.1) is disconnected when it may not publish; otherwise"
                                + " its publish is acknowledged and dropped.",
                byDefault = "false",
                live = true,
                vernemq = "disconnect_on_unauthorized_publish_v3")
        boolean disconnectOnUnauthorizedPublishV3,

        @Setting(
                doc =
                        "Who may connect with the client id of a session that is there, and so take it over: 'same-user' only who"
                                + " has the user name (without one: the certificate's common name) that it was made under;"
                                + " 'anyone' everybody who is admitted, as in VerneMQ.",
                byDefault = "same-user",
                live = true)
        Takeover takeover,

        @Setting(
                doc =
                        "For how long a password that was checked slowly (Argon2id, bcrypt) needn't be checked again; only a keyed"
                                + " digest of it is kept, and forgotten at once when a user changes. 0 never.",
                byDefault = "10m",
                min = "0s",
                max = "1d")
        Duration verifiedPasswordExpiry,

        @Setting(
                doc = "How many of the latest refusals are kept to be looked at.",
                byDefault = "1000",
                min = "0",
                max = "100000")
        int refusalsKept,

        FlappingSettings flapping,
        DatabaseSettings database,
        VerneMqSettings vernemq) {
    /** Who may connect without a user name. */
    public enum Anonymous {
        LOOPBACK,
        TRUE,
        FALSE
    }

    /** Which clients go when the password file has changed. */
    public enum Disconnects {
        CHANGED,
        REMOVED,
        NONE
    }

    /** Which clients go when a user of the broker's own has changed. */
    public enum UsersDisconnects {
        CHANGED,
        REMOVED
    }

    /** Who may take a session over. */
    public enum Takeover {
        ANYONE,
        SAME_USER
    }
}
