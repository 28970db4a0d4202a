package io.ternmq.access.verne;

import io.asyncer.r2dbc.mysql.MySqlConnectionConfiguration;
import io.asyncer.r2dbc.mysql.MySqlConnectionFactory;
import io.r2dbc.postgresql.PostgresqlConnectionConfiguration;
import io.r2dbc.postgresql.PostgresqlConnectionFactory;
import io.r2dbc.postgresql.client.SSLMode;
import io.r2dbc.spi.ConnectionFactory;
import io.ternmq.access.remote.GuardOptions;
import io.ternmq.config.ClientTlsSettings;
import io.ternmq.config.SqlSourceSettings;
import io.ternmq.config.SqlSourceSettings.Driver;
import io.ternmq.config.SqlSourceSettings.PasswordMethod;
import io.ternmq.config.StartupException;
import io.ternmq.config.VerneMqSettings;
import io.ternmq.event.EventBus;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.mariadb.r2dbc.MariadbConnectionConfiguration;
import org.mariadb.r2dbc.MariadbConnectionFactory;
import org.mariadb.r2dbc.SslMode;

/** Makes the sources that the settings ask for. Nothing is connected yet. */
public final class VerneSources {
    private static final String KEY = "ternmq.access.vernemq.";
    private static final Set<PasswordMethod> OF_POSTGRES = Set.of(PasswordMethod.CRYPT, PasswordMethod.BCRYPT);
    private static final Set<PasswordMethod> OF_COCKROACHDB = Set.of(PasswordMethod.BCRYPT, PasswordMethod.SHA256);
    private static final Set<PasswordMethod> OF_MYSQL =
            Set.of(PasswordMethod.SHA256, PasswordMethod.SHA1, PasswordMethod.MD5, PasswordMethod.PASSWORD);

    private final VerneMqSettings settings;
    private final EventBus events;
    private final Executor slowChecks;
    private final ScheduledExecutorService timer;
    private final List<VerneSource> sources = new ArrayList<>();

    private VerneSources(
            VerneMqSettings settings, EventBus events, Executor slowChecks, ScheduledExecutorService timer) {
        this.settings = settings;
        this.events = events;
        this.slowChecks = slowChecks;
        this.timer = timer;
    }

    /**
     * The sources in the order postgres, cockroachdb, mysql, redis, mongodb.
     *
     * @param slowChecks where bcrypt runs; may refuse when there is too much to do
     * @param timer for time limits; its thread does nothing that takes time
     * @throws StartupException when a setting can't be used
     */
    public static List<VerneSource> of(
            VerneMqSettings settings, EventBus events, Executor slowChecks, ScheduledExecutorService timer) {
        VerneSources made = new VerneSources(settings, events, slowChecks, timer);
        try {
            made.addAll();
            return made.sources;
        } catch (RuntimeException e) {
            made.sources.forEach(VerneSource::close);
            throw e;
        }
    }

    private void addAll() {
        Duration limit = settings.timeLimit();
        if (settings.postgres().enabled()) {
            addSql("postgres", settings.postgres(), SqlDialect.POSTGRES, PasswordMethod.CRYPT, OF_POSTGRES, false);
        }
        if (settings.cockroachdb().enabled()) {
            addSql(
                    "cockroachdb",
                    settings.cockroachdb(),
                    SqlDialect.POSTGRES,
                    PasswordMethod.BCRYPT,
                    OF_COCKROACHDB,
                    true);
        }
        if (settings.mysql().enabled()) {
            addSql("mysql", settings.mysql(), SqlDialect.MYSQL, PasswordMethod.SHA256, OF_MYSQL, false);
        }
        if (settings.redis().enabled()) {
            ClientTls.requireFiles(KEY + RedisDatabase.NAME, settings.redis().tls());
            add(new RedisDatabase(settings.redis(), limit), settings.redis().password());
        }
        if (settings.mongodb().enabled()) {
            String key = KEY + MongoDatabase.NAME;
            ClientTls.requireFiles(key, settings.mongodb().tls());
            add(
                    new MongoDatabase(key, settings.mongodb(), limit),
                    settings.mongodb().password());
        }
    }

    private void add(Database database, String secret) {
        GuardOptions options =
                GuardOptions.of(settings.timeLimit(), settings.maxUnderWay()).secrets(List.of(secret));
        sources.add(new VerneSource(database, options, settings.renewInterval(), events, slowChecks, timer));
    }

    private void addSql(
            String name,
            SqlSourceSettings sql,
            SqlDialect dialect,
            PasswordMethod byDefault,
            Set<PasswordMethod> known,
            boolean tlsByDefault) {
        PasswordMethod method = sql.passwordHashMethod() == null ? byDefault : sql.passwordHashMethod();
        if (!known.contains(method)) {
            throw new StartupException("%s.password-hash-method is %s, which is none of those that %s has"
                    .formatted(KEY + name, method.name().toLowerCase(Locale.ROOT), name));
        }
        ClientTls.requireFiles(KEY + name, sql.tls());
        boolean tls = sql.ssl(tlsByDefault);
        ConnectionFactory connections = dialect == SqlDialect.POSTGRES
                ? postgres(sql, tls)
                : sql.driver() == Driver.MARIADB ? mariadb(sql, tls) : mysql(sql, tls);
        add(new SqlDatabase(name, dialect, method, connections, sql.poolSize(), settings.timeLimit()), sql.password());
    }

    private static int port(SqlSourceSettings sql, int usual) {
        return sql.port() == 0 ? usual : sql.port();
    }

    private ConnectionFactory postgres(SqlSourceSettings sql, boolean tls) {
        PostgresqlConnectionConfiguration.Builder options = PostgresqlConnectionConfiguration.builder()
                .applicationName("ternmq")
                .host(sql.host())
                .port(port(sql, 5432))
                .username(sql.user())
                .password(sql.password())
                .database(sql.database())
                .connectTimeout(settings.timeLimit())
                .statementTimeout(settings.timeLimit())
                .sslMode(
                        !tls ? SSLMode.DISABLE : ClientTls.verifies(sql.tls()) ? SSLMode.VERIFY_FULL : SSLMode.REQUIRE);
        giveFiles(sql.tls(), options::sslRootCert, options::sslCert, options::sslKey);
        return new PostgresqlConnectionFactory(options.build());
    }

    /** Statements are prepared by the server, so that what is bound never becomes text of a statement. */
    private ConnectionFactory mariadb(SqlSourceSettings sql, boolean tls) {
        MariadbConnectionConfiguration.Builder options = MariadbConnectionConfiguration.builder()
                .host(sql.host())
                .port(port(sql, 3306))
                .username(sql.user())
                .password(sql.password())
                .database(sql.database())
                .connectTimeout(settings.timeLimit())
                .useServerPrepStmts(true)
                .sslMode(!tls ? SslMode.DISABLE : ClientTls.verifies(sql.tls()) ? SslMode.VERIFY_FULL : SslMode.TRUST);
        giveFiles(sql.tls(), options::serverSslCert, options::clientSslCert, options::clientSslKey);
        return new MariadbConnectionFactory(options.build());
    }

    private ConnectionFactory mysql(SqlSourceSettings sql, boolean tls) {
        io.asyncer.r2dbc.mysql.constant.SslMode mode = !tls
                ? io.asyncer.r2dbc.mysql.constant.SslMode.DISABLED
                : ClientTls.verifies(sql.tls())
                        ? io.asyncer.r2dbc.mysql.constant.SslMode.VERIFY_IDENTITY
                        : io.asyncer.r2dbc.mysql.constant.SslMode.REQUIRED;
        MySqlConnectionConfiguration.Builder options = MySqlConnectionConfiguration.builder()
                .host(sql.host())
                .port(port(sql, 3306))
                .user(sql.user())
                .password(sql.password())
                .database(sql.database())
                .connectTimeout(settings.timeLimit())
                .useServerPrepareStatement()
                .sslMode(mode);
        giveFiles(sql.tls(), options::sslCa, options::sslCert, options::sslKey);
        return MySqlConnectionFactory.from(options.build());
    }

    private static void giveFiles(
            ClientTlsSettings tls, Consumer<String> authorities, Consumer<String> certificate, Consumer<String> key) {
        give(tls.cafile(), authorities);
        give(tls.certfile(), certificate);
        give(tls.keyfile(), key);
    }

    private static void give(@Nullable Path file, Consumer<String> option) {
        if (file != null) {
            option.accept(file.toAbsolutePath().toString());
        }
    }
}
