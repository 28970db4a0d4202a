package io.ternmq.access;

import io.ternmq.access.http.HttpSource;
import io.ternmq.access.jwt.JwtSource;
import io.ternmq.access.ldap.LdapSource;
import io.ternmq.config.AccessSettings;
import io.ternmq.event.EventBus;
import java.time.InstantSource;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import org.jspecify.annotations.Nullable;

/**
 * The sources that live from what others say: tokens, a directory, a web server; each there when the settings ask for it.
 */
final class OutsideSources implements AutoCloseable {
    private final @Nullable JwtSource jwt;
    private final @Nullable LdapSource ldap;
    private final @Nullable HttpSource http;

    /**
     * @param background for files, with one thread
     * @param timer for what is never slow
     * @throws io.ternmq.config.StartupException when a setting or a file is wrong
     */
    OutsideSources(
            AccessSettings settings,
            EventBus events,
            Executor slowChecks,
            ScheduledExecutorService background,
            ScheduledExecutorService timer) {
        this.jwt = settings.jwt().isSet()
                ? new JwtSource(settings.jwt(), events, slowChecks, background, timer, InstantSource.system())
                : null;
        this.ldap = settings.ldap().isSet() ? new LdapSource(settings.ldap(), events, timer) : null;
        this.http = settings.http().isSet() ? new HttpSource(settings.http(), events, timer) : null;
    }

    @Nullable
    JwtSource jwt() {
        return jwt;
    }

    @Nullable
    LdapSource ldap() {
        return ldap;
    }

    @Nullable
    HttpSource http() {
        return http;
    }

    boolean isEmpty() {
        return jwt == null && ldap == null && http == null;
    }

    /** Begins to look for new keys. */
    void start() {
        if (jwt != null) {
            jwt.start();
        }
    }

    @Override
    public void close() {
        if (jwt != null) {
            jwt.close();
        }
        if (ldap != null) {
            ldap.close();
        }
        if (http != null) {
            http.close();
        }
    }
}
