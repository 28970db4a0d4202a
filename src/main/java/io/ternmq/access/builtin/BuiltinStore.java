package io.ternmq.access.builtin;

import java.util.function.Consumer;

/** All that the broker keeps of users and rights. Thread safe. */
public interface BuiltinStore extends AutoCloseable {
    UserStore users();

    RuleStore rules();

    BanStore bans();

    AccountStore accounts();

    ApiKeyStore apiKeys();

    AuditStore audit();

    /**
     * Has the listener told each time after something was changed, by this node or by another that shares the database; on any
     * thread. It may be told once for several changes.
     */
    void onChange(Consumer<Kind> listener);

    /** Ends what was opened; what is asked afterwards fails. */
    @Override
    default void close() {}

    /** What was changed. */
    enum Kind {
        USERS,
        RULES,
        BANS,
        ACCOUNTS,
        API_KEYS
    }
}
