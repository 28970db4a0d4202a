package io.ternmq.access.database;

import io.ternmq.access.builtin.AccountStore;
import io.ternmq.access.builtin.ApiKeyStore;
import io.ternmq.access.builtin.AuditStore;
import io.ternmq.access.builtin.BanStore;
import io.ternmq.access.builtin.BuiltinStore;
import io.ternmq.access.builtin.RuleStore;
import io.ternmq.access.builtin.UserStore;
import io.ternmq.config.DatabaseSettings;
import io.ternmq.event.EventBus;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.function.Consumer;

/**
 * What the broker keeps of users and rights, in a database: a file of its own, MySQL or MariaDB, or PostgreSQL. It is opened by the
 * first question, and while it can't be reached every question ends with an error.
 */
public final class DatabaseStore implements BuiltinStore {
    private final Database database;
    private final Changes changes;
    private final UserStore users;
    private final RuleStore rules;
    private final BanStore bans;
    private final AccountStore accounts;
    private final ApiKeyStore apiKeys;
    private final AuditStore audit;
    private final AuditPruning pruning;

    private DatabaseStore(Connections connections, EventBus events) {
        this.database = new Database(connections, new DatabaseAlarm(connections.place(), events));
        this.changes = new Changes(database, connections.settings().pollInterval());
        this.users = new UserTable(database, changes);
        this.rules = new RuleTable(database, changes);
        this.bans = new BanTable(database, changes);
        this.accounts = new AccountTable(database, changes);
        this.apiKeys = new ApiKeyTable(database, changes);
        this.audit = new AuditTable(database);
        this.pruning = new AuditPruning(database, audit, connections.settings(), InstantSource.system());
        changes.watch();
        pruning.watch(changes.timer());
    }

    /**
     * Connects to nothing yet.
     *
     * @param dataDirectory where the file lies when the settings name no other database
     * @throws io.ternmq.config.StartupException when the settings can't be right
     */
    public static DatabaseStore open(DatabaseSettings settings, Path dataDirectory, EventBus events) {
        return new DatabaseStore(Connections.of(settings, dataDirectory), events);
    }

    @Override
    public UserStore users() {
        return users;
    }

    @Override
    public RuleStore rules() {
        return rules;
    }

    @Override
    public BanStore bans() {
        return bans;
    }

    @Override
    public AccountStore accounts() {
        return accounts;
    }

    @Override
    public ApiKeyStore apiKeys() {
        return apiKeys;
    }

    @Override
    public AuditStore audit() {
        return audit;
    }

    AuditPruning pruning() {
        return pruning;
    }

    @Override
    public void onChange(Consumer<Kind> listener) {
        changes.onChange(listener);
    }

    @Override
    public void close() {
        pruning.close();
        changes.close();
        database.close();
    }
}
