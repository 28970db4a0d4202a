package io.ternmq.access.file;

import io.ternmq.access.AuthenticationRequest;
import io.ternmq.access.Client;
import io.ternmq.access.ScramCredentials;
import io.ternmq.access.Shown;
import io.ternmq.access.SlowPasswords;
import io.ternmq.access.SourceHealth;
import io.ternmq.access.password.PasswordHash;
import io.ternmq.access.password.PasswordPrint;
import io.ternmq.access.password.ScramKeys;
import io.ternmq.config.AccessSettings.Disconnects;
import io.ternmq.event.EventBus;
import io.ternmq.protocol.ReasonCode;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A password file in VerneMQ's format as a source of users, with lines for SCRAM beside VerneMQ's. Says NEXT without user
 * name or password and for unknown users. Thread safe; {@link #poll()} by one thread at a time.
 *
 * <p>A client is admitted with the print of its line's hash. So whether it may stay is told by what the file has for it now, or another one
 * in its place, whenever that is asked.
 */
public final class PasswordFile implements ScramCredentials, ReplaceableFile {
    /** What settings and explanations call it. */
    public static final String NAME = "password-file";

    private final WatchedFile<PasswordTable> file;
    private final Executor slowChecks;
    private final Disconnects disconnects;
    private final List<Runnable> onWithdrawal = new CopyOnWriteArrayList<>();
    private volatile PasswordTable users;

    /**
     * @param disconnects who has to go when the file has changed
     * @param slowChecks where checks run that are slow on purpose; may refuse when there are too many
     * @throws io.ternmq.config.StartupException when the file isn't there or can't be understood
     */
    public PasswordFile(Path path, Disconnects disconnects, EventBus events, Executor slowChecks) {
        this.disconnects = disconnects;
        this.slowChecks = slowChecks;
        this.file = new WatchedFile<>(
                "ternmq.access.password-file", NAME, path, true, PasswordTable::parse, events, this::take);
        this.users = file.content();
    }

    /** One after the other; a file that was only read, to see whether it is good, changes nothing. */
    private void take(PasswordTable read) {
        PasswordTable before = users;
        users = read;
        if (disconnects != Disconnects.NONE && read.withdraws(before, disconnects == Disconnects.CHANGED)) {
            onWithdrawal.forEach(Runnable::run);
        }
    }

    @Override
    public void onWithdrawal(Runnable task) {
        onWithdrawal.add(task);
    }

    @Override
    public @Nullable String withdrawn(Client client) {
        String userName = client.userName();
        long then = client.passwordPrint();
        if (disconnects == Disconnects.NONE || userName == null || then == PasswordPrint.NONE) {
            return null;
        }
        PasswordHash now = users.find(userName);
        String user = "user " + Shown.quoted(userName);
        if (now == null) {
            return file.path() + " has no " + user + " any more";
        }
        return disconnects == Disconnects.REMOVED || now.print() == then
                ? null
                : user + " has another password in " + file.path() + " now";
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public SourceHealth health() {
        return file.health();
    }

    @Override
    public void authenticate(AuthenticationRequest request, Consumer<Answer> answer) {
        String userName = request.userName();
        byte[] password = request.password();
        if (userName == null || password == null) {
            answer.accept(Answer.next(userName == null ? "no user name was given" : "no password was given"));
            return;
        }
        PasswordTable table = users;
        PasswordHash known = table.find(userName);
        PasswordHash checked = known == null ? table.standInFor(userName) : known;
        if (!checked.isSlow()) {
            answer.accept(judge(userName, known, checked.verify(password)));
            return;
        }
        SlowPasswords.check(slowChecks, () -> judge(userName, known, checked.verify(password)), answer);
    }

    private Answer judge(String userName, @Nullable PasswordHash known, boolean right) {
        String user = "user " + Shown.quoted(userName);
        if (known == null) {
            return Answer.next(file.path() + " has no " + user);
        }
        return right
                ? Answer.ok(user + " has this password in " + file.path()).by(known.print())
                : Answer.reject(ReasonCode.BAD_USER_NAME_OR_PASSWORD, user + " has another password in " + file.path());
    }

    @Override
    public void findScramKeys(String userName, Consumer<@Nullable ScramKeys> answer) {
        answer.accept(users.find(userName) instanceof ScramKeys keys ? keys : null);
    }

    @Override
    public int iterationsOfUnknown(String userName) {
        return users.scramStandInFor(userName);
    }

    @Override
    public boolean poll() {
        return file.poll();
    }

    @Override
    public Runnable prepare(Path other) throws UnusableFileException {
        WatchedFile.Reading<PasswordTable> read = file.read(other);
        return () -> file.follow(read);
    }
}
