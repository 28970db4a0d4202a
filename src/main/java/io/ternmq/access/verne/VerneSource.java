package io.ternmq.access.verne;

import io.ternmq.access.Action;
import io.ternmq.access.AuthenticationRequest;
import io.ternmq.access.AuthenticationSource;
import io.ternmq.access.AuthorizationSource;
import io.ternmq.access.Client;
import io.ternmq.access.Grant;
import io.ternmq.access.Shown;
import io.ternmq.access.SlowPasswords;
import io.ternmq.access.SourceHealth;
import io.ternmq.access.Verdict;
import io.ternmq.access.remote.Guard;
import io.ternmq.access.remote.GuardOptions;
import io.ternmq.access.remote.Reply;
import io.ternmq.access.remote.Reply.Answered;
import io.ternmq.access.remote.Reply.Refused;
import io.ternmq.event.EventBus;
import io.ternmq.protocol.ReasonCode;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A database in one of VerneMQ's forms as a source of users and of what they may do. Who connects is looked up once; his ACLs
 * are read then and become the {@link VerneGrant} of his session, by which this source decides from memory.
 *
 * <p>Without user name or password it is a no; a wrong password is a no; of users that aren't there it says NEXT. A row for the
 * client id goes before one for all client ids; the first of the two whose password is right counts.
 *
 * <p>Protocol: a question comes on any thread; the database answers on a thread of its driver, where the row is read; bcrypt runs on
 * the pool for slow checks alone. Grants are renewed by {@link GrantRenewal}; whoever changes one tells the listeners of {@link
 * #onChange} afterwards.
 */
public final class VerneSource implements AuthenticationSource, AuthorizationSource, AutoCloseable {
    private final Database database;
    private final Executor slowChecks;
    private final Guard guard;
    private final GrantRenewal renewal;
    private final AclWarnings warnings;
    private final List<Runnable> onChange = new CopyOnWriteArrayList<>();

    VerneSource(
            Database database,
            GuardOptions options,
            Duration renewInterval,
            EventBus events,
            Executor slowChecks,
            ScheduledExecutorService timer) {
        this.database = database;
        this.slowChecks = slowChecks;
        this.guard = Guard.probing(
                database.name(), options.blameless(database.blameless()), events, timer, Guard.of(database.ping()));
        this.renewal = new GrantRenewal(this, renewInterval, timer);
        this.warnings = new AclWarnings(database.name());
    }

    /** Looks whether the database is there, and begins to read grants anew from time to time. */
    public void start() {
        guard.tryNow();
        renewal.start();
    }

    @Override
    public String name() {
        return database.name();
    }

    @Override
    public SourceHealth health() {
        return guard.health();
    }

    @Override
    public void onChange(Runnable forget) {
        onChange.add(forget);
    }

    // ------------------------------------------------------------------ who connects

    @Override
    public void authenticate(AuthenticationRequest request, Consumer<AuthenticationSource.Answer> answer) {
        String userName = request.userName();
        byte[] password = request.password();
        if (userName == null || password == null) {
            String missing = userName == null ? "no user name was given" : "no password was given";
            answer.accept(AuthenticationSource.Answer.reject(ReasonCode.NOT_AUTHORIZED, missing));
            return;
        }
        Identity who = new Identity(request.id(), userName);
        String text = text(password);
        if (text == null) {
            answer.accept(AuthenticationSource.Answer.reject(
                    ReasonCode.BAD_USER_NAME_OR_PASSWORD, who.words() + " gave a password that is no text"));
            return;
        }
        guard.ask(Guard.of(database.find(who, text)), reply -> onRows(who, password, reply, answer));
    }

    private void onRows(
            Identity who, byte[] password, Reply<List<Row>> reply, Consumer<AuthenticationSource.Answer> answer) {
        if (!(reply instanceof Answered<List<Row>> answered)) {
            answer.accept(((Refused<List<Row>>) reply).rejection());
            return;
        }
        List<Row> rows = meant(who, answered.value());
        boolean slow =
                rows.isEmpty() ? database.leavesPasswordsToUs() : rows.get(0).verified() == null;
        if (!slow) {
            answer.accept(judge(who, password, rows));
            return;
        }
        SlowPasswords.check(slowChecks, () -> judge(who, password, rows), answer);
    }

    /** The row of the client id first. */
    private static List<Row> meant(Identity who, List<Row> rows) {
        return rows.stream()
                .filter(who::isMeantBy)
                .sorted((one, other) -> Boolean.compare(one.isForAnyClient(), other.isForAnyClient()))
                .toList();
    }

    private AuthenticationSource.Answer judge(Identity who, byte[] password, List<Row> rows) {
        if (rows.isEmpty()) {
            if (database.leavesPasswordsToUs()) {
                BcryptCheck.waste(password);
            }
            return AuthenticationSource.Answer.next(name() + " has no row for " + who.words());
        }
        for (Row row : rows) {
            Boolean verified = row.verified();
            if (verified == null ? BcryptCheck.isRight(password, row.passhash()) : verified) {
                return admit(who, row);
            }
        }
        return AuthenticationSource.Answer.reject(
                ReasonCode.BAD_USER_NAME_OR_PASSWORD, name() + " has another password for " + who.words());
    }

    private AuthenticationSource.Answer admit(Identity who, Row row) {
        String where = "the row of %s for client id %s".formatted(name(), Shown.quoted(row.clientId()));
        try {
            VerneGrant grant = new VerneGrant(this, who, row, read(who, row));
            renewal.add(grant);
            return AuthenticationSource.Answer.ok("%s has this password in %s".formatted(who.words(), where))
                    .granting(grant);
        } catch (BadAclException e) {
            String sentence = where + " " + e.getMessage();
            warnings.accept(who, sentence);
            return AuthenticationSource.Answer.reject(ReasonCode.NOT_AUTHORIZED, sentence);
        }
    }

    private VerneAcl read(Identity who, Row row) throws BadAclException {
        AclReader reader = new AclReader(who.id(), who.userName(), warning -> warnings.accept(who, warning));
        return reader.read(name(), row.publishAcl(), row.subscribeAcl());
    }

    /** Null when it is none. */
    private static @Nullable String text(byte[] password) {
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(password))
                    .toString();
            return text.indexOf('\0') < 0 ? text : null;
        } catch (CharacterCodingException none) {
            return null;
        }
    }

    // ------------------------------------------------------------------ who may do what

    @Override
    public void authorize(Client client, Action action, Consumer<AuthorizationSource.Answer> answer) {
        Grant grant = client.grant();
        answer.accept(
                grant != null && grant.source().equals(name())
                        ? grant.decide(action)
                        : new AuthorizationSource.Answer(Verdict.NEXT, ""));
    }

    /** Reads the row of a grant anew and tells whom it concerns if it has changed. */
    void renew(VerneGrant grant, Runnable done) {
        renewQuietly(grant, changed -> {
            if (changed) {
                tellChange();
            }
            done.run();
        });
    }

    /** Reads the row of a grant anew; gives whether it has changed. Without an answer all stays as it is. */
    void renewQuietly(VerneGrant grant, Consumer<Boolean> done) {
        guard.ask(
                Guard.of(database.find(grant.who(), null)),
                reply -> done.accept(reply instanceof Answered<List<Row>> rows && apply(grant, rows.value())));
    }

    private boolean apply(VerneGrant grant, List<Row> rows) {
        for (Row row : meant(grant.who(), rows)) {
            if (grant.isOf(row)) {
                return apply(grant, row);
            }
        }
        return grant.end();
    }

    /** What can't be understood leaves the rights as they are, as a file that is bad does. */
    private boolean apply(VerneGrant grant, Row row) {
        if (grant.isSame(row)) {
            return false;
        }
        try {
            grant.become(read(grant.who(), row), row.fingerprint());
            return true;
        } catch (BadAclException e) {
            warnings.accept(grant.who(), "the row " + e.getMessage() + ", so what it said before still holds");
            return false;
        }
    }

    boolean isUp() {
        return guard.health().state() == SourceHealth.State.UP;
    }

    void tellChange() {
        onChange.forEach(Runnable::run);
    }

    @Override
    public void close() {
        renewal.stop();
        database.close();
    }
}
