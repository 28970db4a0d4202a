package io.ternmq.access;

import io.ternmq.access.builtin.BuiltinStore;
import io.ternmq.access.database.DatabaseStore;
import io.ternmq.access.file.AclFile;
import io.ternmq.access.file.FileSetting;
import io.ternmq.access.file.PasswordFile;
import io.ternmq.access.rules.BuiltInAccess;
import io.ternmq.access.users.BuiltinUsers;
import io.ternmq.access.verne.VerneSource;
import io.ternmq.access.verne.VerneSources;
import io.ternmq.config.AccessSettings;
import io.ternmq.config.AccessSettings.Anonymous;
import io.ternmq.config.AccessSettings.UsersDisconnects;
import io.ternmq.config.BrokerSettings;
import io.ternmq.config.Settings;
import io.ternmq.config.SettingsChange;
import io.ternmq.event.EventBus;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Access control with the sources that the settings ask for, and the threads that serve them: one that looks at files and
 * moves the clock, and few for passwords that are slow to check, which are started when they are needed.
 */
public final class AccessRoom implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(AccessRoom.class);
    private static final int WAITING_CHECKS = 1000;
    private static final long MAX_TICK_MILLIS = 250;

    private final ThreadPoolExecutor slowChecks = slowChecks();
    private final ScheduledExecutorService background =
            Executors.newSingleThreadScheduledExecutor(task -> daemon(task, "access-files"));
    private final List<AuthenticationSource> authenticators = new ArrayList<>();
    private final List<AuthorizationSource> authorizers = new ArrayList<>();
    private final ScheduledExecutorService timer = timer();
    private final List<Runnable> watching = new ArrayList<>();
    private final FileSetting passwordFile = new FileSetting(
            "ternmq.access.password-file", AccessSettings::passwordFile, AccessSettings::passwordReloadInterval);
    private final FileSetting aclFile =
            new FileSetting("ternmq.access.acl-file", AccessSettings::aclFile, AccessSettings::aclReloadInterval);
    private final List<AutoCloseable> open = new ArrayList<>();
    private final @Nullable BuiltInAccess builtIn;
    private final OutsideSources outside;
    private final PasswordHasher passwordHasher = new PasswordHasher(slowChecks);
    private final AccessControl control;

    private AccessRoom(BrokerSettings settings, EventBus events, @Nullable BuiltinStore store) {
        AccessSettings access = settings.access();
        authenticators.add(new VouchedIdentity());
        this.builtIn = store == null ? null : new BuiltInAccess(store, events, background, timer);
        if (builtIn != null) {
            authorizers.add(builtIn.rules());
            builtIn.disconnects(access.usersDisconnects());
        }
        this.outside = new OutsideSources(access, events, slowChecks, background, timer);
        watching.add(outside::start);
        add(authenticators, outside.jwt());
        openPasswordFile(access, events);
        if (store != null) {
            openUsers(access, store);
        }
        add(authenticators, outside.ldap());
        openAclFile(access, events);
        openHttp(access);
        openVerneMqDatabases(access, events);
        RuleClock clock = new RuleClock();
        this.control = new AccessControl(
                settings, authenticators, authorizers, clock, builtIn == null ? null : builtIn.guard());
        if (builtIn != null) {
            watching.add(() -> builtIn.start(access.flapping(), control::forget));
        }
        if (!authorizers.isEmpty() || !outside.isEmpty()) {
            watching.add(() -> tick(clock, access.cacheExpiry()));
        }
        // Only now, so that no thread is left behind when a file was bad.
        watching.forEach(Runnable::run);
        warnOfOpenDoors(settings);
    }

    /**
     * Reads the files, begins to read the store, and to watch both.
     *
     * @param store what the broker keeps itself of users and rights; null for nothing
     * @throws io.ternmq.config.StartupException when a file isn't there or can't be understood, or a listener names a source
     *     that isn't set up
     */
    public static AccessRoom open(BrokerSettings settings, EventBus events, @Nullable BuiltinStore store) {
        return new AccessRoom(settings, events, store);
    }

    /**
     * Takes other files when the settings name others while the node runs, looks at them as often as they say then, and disconnects whom
     * they say when users have changed.
     */
    public void follow(Settings settings) {
        for (FileSetting each : List.of(passwordFile, aclFile)) {
            settings.beforeChange(each::examine);
            settings.onChange(each::take);
        }
        settings.onChange(this::takeUsersDisconnects);
    }

    /** Holds at once, for passwords that were changed before as well. */
    private void takeUsersDisconnects(SettingsChange change) {
        UsersDisconnects whom = change.after().access().usersDisconnects();
        if (builtIn != null && whom != change.before().access().usersDisconnects()) {
            builtIn.disconnects(whom);
            control.forget();
        }
    }

    /** Tells what would be decided, and why. */
    public AccessTester tester() {
        return new AccessTester(control, builtIn == null ? null : builtIn.rules());
    }

    /**
     * What the broker keeps itself of users and rights, in the database that the settings name. Connects to nothing yet.
     *
     * @throws io.ternmq.config.StartupException when the settings can't be right
     */
    public static BuiltinStore openStore(BrokerSettings settings, EventBus events) {
        return DatabaseStore.open(settings.access().database(), settings.dataDir(), events);
    }

    /** Hashes the passwords of users and accounts on the room's own threads. */
    public PasswordHasher passwordHasher() {
        return passwordHasher;
    }

    public AccessControl control() {
        return control;
    }

    /** Forgets what was decided, so that every source is asked anew; subscriptions that are there are judged again. */
    public void forgetDecisions() {
        control.forget();
    }

    /** The sources of this node in the order in which they are asked, each once; any thread. */
    public List<SourceStatus> sources() {
        Map<String, SourceStatus> statuses = new LinkedHashMap<>();
        Stream.concat(authenticators.stream(), authorizers.stream())
                .forEach(source -> statuses.computeIfAbsent(source.name(), name -> status(name, source)));
        return List.copyOf(statuses.values());
    }

    private SourceStatus status(String name, Source source) {
        return new SourceStatus(name, isAmong(authenticators, name), isAmong(authorizers, name), source.health());
    }

    private static boolean isAmong(List<? extends Source> sources, String name) {
        return sources.stream().anyMatch(source -> source.name().equals(name));
    }

    private void openPasswordFile(AccessSettings access, EventBus events) {
        Path path = passwordFile.path(access);
        if (path != null) {
            PasswordFile file = new PasswordFile(path, access.passwordFileDisconnects(), events, slowChecks);
            authenticators.add(file);
            watching.add(() -> passwordFile.watch(background, file, access));
        }
    }

    private static <S> void add(List<S> sources, @Nullable S source) {
        if (source != null) {
            sources.add(source);
        }
    }

    private void openHttp(AccessSettings access) {
        add(authenticators, access.http().authenticates() ? outside.http() : null);
        add(authorizers, access.http().authorizes() ? outside.http() : null);
    }

    private void openUsers(AccessSettings access, BuiltinStore store) {
        BuiltinUsers users = new BuiltinUsers(store, access.verifiedPasswordExpiry(), slowChecks);
        authenticators.add(users);
        watching.add(users::start);
    }

    private void openAclFile(AccessSettings access, EventBus events) {
        Path path = aclFile.path(access);
        if (path != null) {
            AclFile file = new AclFile(path, events);
            authorizers.add(file);
            watching.add(() -> aclFile.watch(background, file, access));
        }
    }

    private void openVerneMqDatabases(AccessSettings access, EventBus events) {
        for (VerneSource source : VerneSources.of(access.vernemq(), events, slowChecks, timer)) {
            authenticators.add(source);
            authorizers.add(source);
            open.add(source);
            watching.add(source::start);
        }
    }

    /** Fine enough for the expiry, and no finer. */
    private void tick(RuleClock clock, Duration cacheExpiry) {
        long millis = Math.max(10, Math.min(MAX_TICK_MILLIS, cacheExpiry.toMillis() / 4));
        long began = System.nanoTime();
        Runnable tick = () -> clock.set((System.nanoTime() - began) / 1_000_000);
        background.scheduleAtFixedRate(tick, millis, millis, TimeUnit.MILLISECONDS);
    }

    private static void warnOfOpenDoors(BrokerSettings settings) {
        AccessSettings access = settings.access();
        boolean rules = access.passwordFile() != null
                || access.aclFile() != null
                || access.jwt().isSet()
                || access.ldap().isSet()
                || access.http().isSet();
        settings.listeners().forEach((name, listener) -> {
            Anonymous anonymous =
                    listener.allowAnonymous() == null ? access.allowAnonymous() : listener.allowAnonymous();
            if (listener.enabled() && anonymous == Anonymous.TRUE && rules) {
                LOG.warn(
                        "Listener {} admits everybody with any user name and without checking a password, since"
                                + " allow-anonymous is true",
                        name);
            }
        });
    }

    private static ThreadPoolExecutor slowChecks() {
        int threads = Math.max(1, Runtime.getRuntime().availableProcessors() / 2);
        ThreadPoolExecutor pool = new ThreadPoolExecutor(
                threads,
                threads,
                30,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(WAITING_CHECKS),
                task -> daemon(task, "access-passwords"));
        pool.allowCoreThreadTimeOut(true);
        return pool;
    }

    /** For time limits; one that was not reached is forgotten at once. */
    private static ScheduledExecutorService timer() {
        ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1, task -> daemon(task, "access-timer"));
        timer.setRemoveOnCancelPolicy(true);
        return timer;
    }

    private static Thread daemon(Runnable task, String name) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        return thread;
    }

    /** Files are watched no more; decisions are still made, by what is known. */
    @Override
    public void close() {
        background.shutdownNow();
        timer.shutdownNow();
        outside.close();
        open.forEach(AccessRoom::close);
        slowChecks.shutdown();
    }

    private static void close(AutoCloseable source) {
        try {
            source.close();
        } catch (Exception e) {
            LOG.warn("A source of access could not be closed", e);
        }
    }
}
