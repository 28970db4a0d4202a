package io.ternmq.access.ldap;

import com.unboundid.ldap.sdk.Filter;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.ResultCode;
import io.ternmq.access.AuthenticationRequest;
import io.ternmq.access.AuthenticationSource;
import io.ternmq.access.Shown;
import io.ternmq.access.SourceHealth;
import io.ternmq.access.outside.FewThreads;
import io.ternmq.access.outside.Placeholders;
import io.ternmq.access.remote.Guard;
import io.ternmq.access.remote.GuardOptions;
import io.ternmq.access.remote.Promise;
import io.ternmq.access.remote.Reply;
import io.ternmq.config.LdapSettings;
import io.ternmq.config.StartupException;
import io.ternmq.event.EventBus;
import io.ternmq.protocol.ReasonCode;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A directory as a source of users: a log-in to it as the user is the proof of the password. The directory is asked on few
 * threads of the source's own, each of which waits for it; a question whose time is over before its turn comes is not asked.
 * Thread safe.
 */
public final class LdapSource implements AuthenticationSource, AutoCloseable {
    /** What settings and explanations call it. */
    public static final String NAME = "ldap";

    private static final Logger LOG = LoggerFactory.getLogger(LdapSource.class);

    /** What a directory says of a user whose password it knows to be right or wrong, but who may not log in. */
    private static final Set<ResultCode> ABOUT_THE_USER = Set.of(
            ResultCode.CONSTRAINT_VIOLATION,
            ResultCode.NO_SUCH_OBJECT,
            ResultCode.INVALID_DN_SYNTAX,
            ResultCode.INAPPROPRIATE_AUTHENTICATION,
            ResultCode.INSUFFICIENT_ACCESS_RIGHTS,
            ResultCode.UNWILLING_TO_PERFORM,
            ResultCode.NAMING_VIOLATION);

    private final LdapSettings settings;
    private final @Nullable UserDn userDn;
    private final Directory directory;
    private final Guard guard;
    private final ExecutorService threads;

    /** @throws StartupException when a setting is wrong; that the directory can't be reached is no reason not to start */
    public LdapSource(LdapSettings settings, EventBus events, ScheduledExecutorService timer) {
        this.settings = settings;
        this.userDn = settings.userDn().isEmpty() ? null : UserDn.parse(settings.userDn());
        if (userDn == null && settings.searchBase().isEmpty()) {
            throw new StartupException("ternmq.access.ldap needs user-dn, or search-base to look for users");
        }
        checkFilter("search-filter", settings.searchFilter());
        checkFilter("group-filter", settings.groupFilter());
        this.directory = new Directory(settings);
        this.guard = new Guard(
                NAME,
                GuardOptions.of(settings.timeLimit(), settings.maxWaiting()).secrets(List.of(settings.bindPassword())),
                events,
                timer);
        this.threads = FewThreads.of("access-ldap", settings.connections());
        if (settings.url().startsWith("ldap://") && !settings.startTls()) {
            LOG.warn(
                    "Passwords travel to {} in the clear, since ternmq.access.ldap.start-tls is false", settings.url());
        }
    }

    private static void checkFilter(String setting, String filter) {
        try {
            Filter.create(Placeholders.fill(filter, letter -> "x"));
        } catch (LDAPException wrong) {
            throw new StartupException("ternmq.access.ldap." + setting + " is no filter: " + wrong.getMessage(), wrong);
        }
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public SourceHealth health() {
        return guard.health();
    }

    @Override
    public void authenticate(AuthenticationRequest request, Consumer<Answer> answer) {
        String userName = request.userName();
        byte[] password = request.password();
        if (userName == null || userName.isEmpty() || password == null) {
            answer.accept(Answer.next(password == null ? "no password was given" : "no user name was given"));
        } else if (password.length == 0) {
            // RFC 4513 5.1.2: a directory takes a name with an empty password for an anonymous log-in, which succeeds.
            answer.accept(Answer.reject(
                    ReasonCode.BAD_USER_NAME_OR_PASSWORD,
                    "an empty password is no proof, so the directory wasn't asked"));
        } else {
            guard.<Answer>ask(
                    promise -> begin(request, userName, password, promise), reply -> answer.accept(answerOf(reply)));
        }
    }

    private static Answer answerOf(Reply<Answer> reply) {
        if (reply instanceof Reply.Answered<Answer> answered) {
            return answered.value();
        }
        return ((Reply.Refused<Answer>) reply).rejection();
    }

    private void begin(AuthenticationRequest request, String userName, byte[] password, Promise<Answer> promise) {
        AtomicBoolean abandoned = new AtomicBoolean();
        promise.whenAbandoned(() -> abandoned.set(true));
        threads.execute(() -> {
            if (abandoned.get()) {
                return;
            }
            try {
                promise.answer(logIn(request, userName, password));
            } catch (LDAPException | RuntimeException failed) {
                promise.fail(failed);
            }
        });
    }

    private Answer logIn(AuthenticationRequest request, String userName, byte[] password) throws LDAPException {
        String user = "user " + Shown.quoted(userName);
        String dn;
        if (userDn != null) {
            dn = userDn.of(Placeholders.of(request, name -> name)).toString();
        } else {
            Directory.Found found = directory.find(
                    Placeholders.fill(settings.searchFilter(), Placeholders.of(request, Filter::encodeValue)));
            if (found instanceof Directory.Found.None) {
                return Answer.next("the directory has no " + user + " below " + settings.searchBase());
            } else if (found instanceof Directory.Found.Several) {
                return Answer.reject(
                        ReasonCode.NOT_AUTHORIZED,
                        "the directory has several entries for " + user + ", so it can't be said which is meant");
            }
            dn = ((Directory.Found.One) found).dn();
        }
        ResultCode said = directory.bind(dn, password);
        return said == null ? admit(request, user, dn) : refuse(user, dn, said);
    }

    private Answer admit(AuthenticationRequest request, String user, String dn) throws LDAPException {
        String rule = user + " has logged in to the directory as " + Shown.quoted(dn);
        if (settings.groupBase().isEmpty()) {
            return Answer.ok(rule);
        }
        Placeholders.Meaning names = Placeholders.of(request, Filter::encodeValue);
        String filter = Placeholders.fill(
                settings.groupFilter(), letter -> letter == 'd' ? Filter.encodeValue(dn) : names.of(letter));
        return Answer.ok(rule).in(directory.groups(filter));
    }

    private static Answer refuse(String user, String dn, ResultCode said) throws LDAPException {
        String entry = user + " as " + Shown.quoted(dn);
        if (said.equals(ResultCode.INVALID_CREDENTIALS)) {
            return Answer.reject(
                    ReasonCode.BAD_USER_NAME_OR_PASSWORD, "the directory doesn't take this password of " + entry);
        } else if (ABOUT_THE_USER.contains(said)) {
            return Answer.reject(
                    ReasonCode.NOT_AUTHORIZED, "the directory doesn't let in " + entry + ": " + said.getName());
        }
        throw new LDAPException(said, "the directory can't say whether the password is right: " + said.getName());
    }

    @Override
    public void close() {
        threads.shutdown();
        directory.close();
    }
}
