package io.ternmq.access.users;

import io.ternmq.access.AuthenticationRequest;
import io.ternmq.access.ScramCredentials;
import io.ternmq.access.Shown;
import io.ternmq.access.SlowPasswords;
import io.ternmq.access.builtin.BuiltinStore;
import io.ternmq.access.builtin.User;
import io.ternmq.access.password.PasswordHash;
import io.ternmq.access.password.ScramKeys;
import io.ternmq.protocol.ReasonCode;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The users that the broker keeps itself, as a source. Says NEXT without user name or password and for unknown users, who take as
 * long as known ones; refuses who is disabled, and everybody while the database doesn't answer.
 *
 * <p>The database answers on a thread of its own; a user that is remembered is judged on the caller's. Hashes that are slow on purpose
 * are checked where the executor runs them, and not at all when it has too much to do. Thread safe.
 */
public final class BuiltinUsers implements ScramCredentials {
    /** What settings and explanations call it. */
    public static final String NAME = "users";

    private final KeptUsers users;
    private final VerifiedPasswords verified;
    private final Executor slowChecks;
    private final StoredPassword nobodys = Argon2id.ofNobody();

    /**
     * @param verifiedKept for how long a password that was checked needn't be checked again
     * @param slowChecks where checks run that are slow on purpose; may refuse when there are too many
     */
    public BuiltinUsers(BuiltinStore store, Duration verifiedKept, Executor slowChecks) {
        VerifiedPasswords verifiedPasswords = new VerifiedPasswords(verifiedKept);
        this.verified = verifiedPasswords;
        this.users = new KeptUsers(store, verifiedPasswords::clear);
        this.slowChecks = slowChecks;
    }

    /** Begins to find out whether there are users. */
    public void start() {
        users.count();
    }

    @Override
    public String name() {
        return NAME;
    }

    /** True also while the database hasn't said whether there are any. */
    @Override
    public boolean knowsUsers() {
        return users.isAny();
    }

    @Override
    public void authenticate(AuthenticationRequest request, Consumer<Answer> answer) {
        String userName = request.userName();
        byte[] password = request.password();
        if (userName == null || password == null) {
            answer.accept(Answer.next(userName == null ? "no user name was given" : "no password was given"));
            return;
        }
        users.find(userName)
                .subscribe(
                        found -> judge(userName, password, found, answer),
                        failed -> answer.accept(Answer.reject(
                                ReasonCode.SERVER_UNAVAILABLE,
                                "the database can't tell of user " + Shown.quoted(userName) + ", see the log")));
    }

    private void judge(String userName, byte[] password, Optional<User> found, Consumer<Answer> answer) {
        if (found.isEmpty() && !users.isAny()) {
            answer.accept(Answer.next("there are no users"));
            return;
        }
        String stored = found.map(User::passwordHash).orElse(null);
        if (stored != null && verified.knows(userName, password, stored)) {
            answer.accept(admit(found.get()));
            return;
        }
        StoredPassword checked;
        try {
            checked = stored == null ? nobodys : StoredPassword.parse(stored);
        } catch (IllegalArgumentException wrong) {
            answer.accept(Answer.reject(
                    ReasonCode.BAD_USER_NAME_OR_PASSWORD,
                    "what is kept for the password of user " + Shown.quoted(userName) + " " + wrong.getMessage()));
            return;
        }
        long epoch = verified.epoch();
        if (!checked.isSlow()) {
            answer.accept(judge(userName, found.orElse(null), checked.verify(password)));
            return;
        }
        SlowPasswords.check(
                slowChecks,
                () -> {
                    boolean right = checked.verify(password);
                    if (right && stored != null) {
                        verified.add(userName, password, stored, epoch);
                    }
                    return judge(userName, found.orElse(null), right);
                },
                answer);
    }

    private static Answer judge(String userName, @Nullable User user, boolean right) {
        String named = "user " + Shown.quoted(userName);
        if (user == null) {
            return Answer.next("there is no " + named);
        } else if (user.passwordHash() == null) {
            return Answer.reject(ReasonCode.BAD_USER_NAME_OR_PASSWORD, named + " can't log in by password");
        } else if (!right) {
            return Answer.reject(ReasonCode.BAD_USER_NAME_OR_PASSWORD, named + " has another password");
        }
        return admit(user);
    }

    /** Only who has given the right password learns that the user is disabled. */
    private static Answer admit(User user) {
        String named = "user " + Shown.quoted(user.name());
        return user.disabled()
                ? Answer.reject(ReasonCode.NOT_AUTHORIZED, named + " is disabled")
                : Answer.ok(named + " has this password").in(user.groups()).by(user.passwordPrint());
    }

    @Override
    public void findScramKeys(String userName, Consumer<@Nullable ScramKeys> answer) {
        users.find(userName)
                .subscribe(
                        found ->
                                answer.accept(found.map(BuiltinUsers::scramKeys).orElse(null)),
                        // The database's alarm tells of it.
                        failed -> answer.accept(null));
    }

    private static @Nullable ScramKeys scramKeys(User user) {
        String text = user.scramKeys();
        if (text == null || user.disabled() || !PasswordHash.isHash(text)) {
            return null;
        }
        return PasswordHash.parse(text) instanceof ScramKeys keys ? keys : null;
    }
}
