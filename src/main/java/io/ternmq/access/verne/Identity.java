package io.ternmq.access.verne;

import io.ternmq.access.Shown;
import io.ternmq.protocol.SubscriberId;

/** By what VerneMQ's databases know somebody. */
record Identity(SubscriberId id, String userName) {
    /** What stands in the database where a row is for every client id of the user. */
    static final String ANY_CLIENT = "*";

    /** Whether the row is meant, by every letter; some databases compare less exactly. */
    boolean isMeantBy(Row row) {
        return row.mountpoint().equals(id.mountpoint())
                && row.userName().equals(userName)
                && (row.clientId().equals(id.clientId()) || row.isForAnyClient());
    }

    /** For explanations. */
    String words() {
        return "user %s, client %s".formatted(Shown.quoted(userName), Shown.quoted(id.toString()));
    }
}
