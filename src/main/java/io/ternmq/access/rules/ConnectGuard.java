package io.ternmq.access.rules;

import io.ternmq.access.AuthenticationRequest;
import io.ternmq.access.AuthenticationResult;
import io.ternmq.access.AuthorizationSource.Answer;
import io.ternmq.access.Client;
import io.ternmq.access.Explanation;
import io.ternmq.access.Review;
import io.ternmq.access.Shown;
import io.ternmq.access.Verdict;
import io.ternmq.access.builtin.Ban;
import io.ternmq.access.password.PasswordPrint;
import io.ternmq.config.AccessSettings.UsersDisconnects;
import io.ternmq.protocol.ReasonCode;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What is asked of everybody who wants to connect, whatever source knows him: that he isn't banned, that his user isn't disabled,
 * and that the rules for connecting let him. Bans are asked before the sources too, so that nobody's password is checked for
 * nothing. A connected client is judged again when any of it has changed, and by its user's password too when that let it in. What is
 * remembered of users may be older than what the client was admitted by, so a password that seems to be another one is looked up anew
 * before anybody has to go. Who can't be judged again because the store of users failed stays until it can be asked. Thread safe;
 * never waits.
 */
public final class ConnectGuard {
    private static final String UNREAD =
            "the rules and bans could not be read from the database yet, so nobody is admitted; the node's alarms say why";

    private final BuiltInRules rules;
    private final Bans bans;
    private final KnownUsers users;
    private final FirstReading first;
    private final InstantSource clock;
    private volatile Runnable onUnjudged = () -> {};
    private volatile UsersDisconnects disconnects = UsersDisconnects.CHANGED;

    ConnectGuard(BuiltInRules rules, Bans bans, KnownUsers users, FirstReading first, InstantSource clock) {
        this.rules = rules;
        this.bans = bans;
        this.users = users;
        this.first = first;
        this.clock = clock;
    }

    /** Is run for each connected client that can't be judged again now, and has to be later; on any thread. */
    void onUnjudged(Runnable task) {
        onUnjudged = task;
    }

    /** Who has to go when users have changed, from now on. */
    void disconnects(UsersDisconnects whom) {
        disconnects = whom;
    }

    /**
     * Has somebody judged when the rules and bans are known, which is at once but for the moments after the start.
     *
     * @param judge does it; on any thread
     * @param refused is given the refusal instead, when they can't be read or it takes too long; on any thread
     */
    public void whenReady(AuthenticationRequest request, Runnable judge, Consumer<AuthenticationResult> refused) {
        first.await(ready -> {
            if (ready) {
                judge.run();
            } else {
                refused.accept(AuthenticationResult.refuse(
                        request, ReasonCode.SERVER_UNAVAILABLE, Explanation.of(BuiltInRules.NAME, UNREAD)));
            }
        });
    }

    /** The refusal of a client that is banned by what it says of itself; null when it isn't. */
    public @Nullable AuthenticationResult refusalOf(AuthenticationRequest request) {
        Ban ban = bans.find(
                request.id().clientId(), request.userName(), request.peer().address(), clock.instant());
        return ban == null
                ? null
                : AuthenticationResult.refuse(request, ReasonCode.BANNED, Explanation.of(Bans.NAME, Bans.words(ban)));
    }

    /**
     * Judges whom a source has admitted. Whoever is a user of the broker's own too is in that user's groups, whatever the source
     * says, and has to be one that isn't disabled. Answers exactly once, on any thread.
     */
    public void judge(
            AuthenticationRequest request, AuthenticationResult admitted, Consumer<AuthenticationResult> answer) {
        Client client = Client.of(admitted, request.peer());
        boolean lookedUp = admitted.groups() != null && client.admittedBy().equals(KnownUsers.SOURCE);
        review(client, !lookedUp, true, review -> {
            Explanation refusal = review.refusal();
            answer.accept(
                    refusal == null
                            ? admitted.in(review.client().groups())
                            : new AuthenticationResult(
                                    false, review.reason(), admitted.id(), admitted.userName(), refusal, null, null));
        });
    }

    /** Judges a connected client again. Answers exactly once, on any thread. */
    public void review(Client client, Consumer<Review> answer) {
        review(client, true, false, answer);
    }

    private void review(Client client, boolean asksUsers, boolean counts, Consumer<Review> answer) {
        String userName = client.userName();
        if (userName == null || !asksUsers) {
            answer.accept(judge(client, counts));
            return;
        }
        users.find(userName, (facts, failure) -> {
            if (facts == null) {
                answer.accept(onFailure(client, counts));
            } else if (hasOldPassword(client, facts)) {
                users.findAnew(
                        userName, (now, unanswered) -> answer.accept(judge(client, now == null ? facts : now, counts)));
            } else {
                answer.accept(judge(client, facts, counts));
            }
        });
    }

    /** Whether it was let in by a password that the user has no longer. */
    private boolean hasOldPassword(Client client, KnownUsers.Facts facts) {
        return disconnects == UsersDisconnects.CHANGED
                && client.passwordPrint() != PasswordPrint.NONE
                && client.admittedBy().equals(KnownUsers.SOURCE)
                && !facts.admitBy(client.passwordPrint());
    }

    /** Whoever is there stays as he is for now; whoever comes has to come again. */
    private Review onFailure(Client client, boolean connects) {
        if (connects) {
            return Review.leaves(
                    client,
                    ReasonCode.SERVER_UNAVAILABLE,
                    Explanation.of(KnownUsers.SOURCE, "the user could not be looked up, see the log"));
        }
        onUnjudged.run();
        return Review.stays(client);
    }

    private Review judge(Client client, KnownUsers.Facts facts, boolean counts) {
        String user = "user " + Shown.quoted(String.valueOf(client.userName()));
        if (facts.disabled()) {
            return leaves(client, KnownUsers.SOURCE, user + " is disabled", 0);
        } else if (!facts.exists() && client.admittedBy().equals(KnownUsers.SOURCE)) {
            return leaves(client, KnownUsers.SOURCE, user + " is there no longer", 0);
        } else if (hasOldPassword(client, facts)) {
            return leaves(client, KnownUsers.SOURCE, user + " has another password now", 0);
        }
        List<String> groups = facts.exists() ? facts.groups() : client.groups();
        return judge(groups.equals(client.groups()) ? client : client.in(groups), counts);
    }

    private Review judge(Client client, boolean counts) {
        Ban ban = bans.find(
                client.id().clientId(), client.userName(), client.peer().address(), clock.instant());
        if (ban != null) {
            return Review.leaves(client, ReasonCode.BANNED, Explanation.of(Bans.NAME, Bans.words(ban)));
        }
        Answer answer = rules.mayConnect(client, counts);
        if (answer == null || answer.verdict() == Verdict.OK) {
            return Review.stays(client);
        }
        return rules.isLoaded()
                ? leaves(client, BuiltInRules.NAME, answer.rule(), answer.ruleId())
                : Review.leaves(
                        client, ReasonCode.SERVER_UNAVAILABLE, Explanation.of(BuiltInRules.NAME, answer.rule()));
    }

    private static Review leaves(Client client, String source, String rule, long ruleId) {
        return Review.leaves(
                client, ReasonCode.NOT_AUTHORIZED, new Explanation(source, rule, List.of(), false, 0, ruleId));
    }
}
