package io.ternmq.access.verne;

import io.ternmq.config.SqlSourceSettings.PasswordMethod;

/** The questions to the table {@code vmq_auth_acl}, as a kind of database understands them. All that is asked for is bound. */
enum SqlDialect {
    /** PostgreSQL and CockroachDB. */
    POSTGRES("::TEXT", "$1", "$2", "$3", "$4") {
        @Override
        String sha256() {
            return "sha256($4::TEXT)";
        }
    },
    /** MySQL and MariaDB. */
    MYSQL("", "?", "?", "?", "?") {
        @Override
        String sha256() {
            return "SHA2(?, 256)";
        }
    };

    private final String asText;
    private final String mountpoint;
    private final String clientId;
    private final String userName;
    private final String password;

    /** @param asText what makes text of a JSON column */
    SqlDialect(String asText, String mountpoint, String clientId, String userName, String password) {
        this.asText = asText;
        this.mountpoint = mountpoint;
        this.clientId = clientId;
        this.userName = userName;
        this.password = password;
    }

    abstract String sha256();

    /** Of somebody who wants to connect. Parameters: the password, unless the broker checks it; mountpoint, client id, user name. */
    String ofConnect(PasswordMethod method) {
        return switch (method) {
            case BCRYPT -> select("password");
            case CRYPT -> verified("crypt(" + password + ", password)");
            case MD5 -> verified("MD5(" + password + ")");
            case SHA1 -> verified("SHA1(" + password + ")");
            case SHA256 -> verified(sha256());
            case PASSWORD -> verified("PASSWORD(" + password + ")");
        };
    }

    /** Of somebody who is connected. Parameters: mountpoint, client id, user name. */
    String ofRenewal() {
        return select("NULL");
    }

    private String verified(String hash) {
        return select("CASE WHEN password = " + hash + " THEN 1 ELSE 0 END");
    }

    private String select(String password) {
        return "SELECT " + password + ", mountpoint, client_id, username, publish_acl" + asText + ", subscribe_acl"
                + asText
                + " FROM vmq_auth_acl WHERE mountpoint = " + mountpoint + " AND (client_id = " + clientId
                + " OR client_id = '*') AND username = " + userName;
    }
}
