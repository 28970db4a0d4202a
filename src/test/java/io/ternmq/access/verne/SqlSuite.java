package io.ternmq.access.verne;

import io.r2dbc.spi.Statement;
import io.ternmq.access.real.RealDatabase;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;

/** A relational database with the table of VerneMQ's documentation. */
abstract class SqlSuite extends DatabaseSuite {
    private RealDatabase database;

    abstract RealDatabase freshDatabase();

    /** The name of the source, and what is particular about its settings. */
    abstract String name();

    abstract Map<String, String> particulars();

    /** As VerneMQ's documentation has it, and what it needs. */
    abstract String[] schema();

    /** What is kept of a password, as SQL with one parameter; null for what bcrypt makes of it. */
    abstract @Nullable String hashSql(String parameter);

    abstract String mark(int number);

    /** What makes a JSON column of the text of a parameter. */
    abstract String json(String parameter);

    @Override
    Map<String, String> emptyDatabase() {
        database = freshDatabase();
        database.execute(schema());
        return settingsOfNow();
    }

    @Override
    Map<String, String> settingsOfNow() {
        Map<String, String> settings = new HashMap<>();
        settings.put("enabled", "true");
        settings.put("host", database.host());
        settings.put("port", Integer.toString(database.port()));
        settings.put("user", database.user());
        settings.put("password", database.password());
        settings.put("database", database.name());
        settings.put("ssl", "false");
        settings.putAll(particulars());
        Map<String, String> below = new HashMap<>();
        settings.forEach((key, value) -> below.put(name() + "." + key, value));
        return below;
    }

    @Override
    void put(
            String mountpoint,
            String clientId,
            String userName,
            String password,
            @Nullable String publishAcl,
            @Nullable String subscribeAcl) {
        delete(mountpoint, clientId, userName);
        String hash = hashSql(mark(4));
        String sql = "INSERT INTO vmq_auth_acl (mountpoint, client_id, username, password, publish_acl, subscribe_acl)"
                + " VALUES (%s, %s, %s, %s, %s, %s)"
                        .formatted(
                                mark(1), mark(2), mark(3), hash == null ? mark(4) : hash, json(mark(5)), json(mark(6)));
        Object[] values = {
            mountpoint, clientId, userName, hash == null ? Hashes.bcrypt(password) : password, publishAcl, subscribeAcl
        };
        run(sql, values);
    }

    @Override
    void delete(String mountpoint, String clientId, String userName) {
        String sql = "DELETE FROM vmq_auth_acl WHERE mountpoint = %s AND client_id = %s AND username = %s"
                .formatted(mark(1), mark(2), mark(3));
        run(sql, mountpoint, clientId, userName);
    }

    private void run(String sql, @Nullable Object... values) {
        Flux.usingWhen(
                        database.connections().create(),
                        connection -> {
                            Statement statement = connection.createStatement(sql);
                            for (int i = 0; i < values.length; i++) {
                                Object value = values[i];
                                if (value == null) {
                                    statement.bindNull(i, String.class);
                                } else {
                                    statement.bind(i, value);
                                }
                            }
                            return Flux.from(statement.execute()).flatMap(result -> result.getRowsUpdated());
                        },
                        connection -> connection.close())
                .blockLast(Duration.ofSeconds(30));
    }
}
