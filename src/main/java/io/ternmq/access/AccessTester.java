package io.ternmq.access;

import io.ternmq.access.TestedAccess.Draft;
import io.ternmq.access.builtin.Ban;
import io.ternmq.access.builtin.Rule;
import io.ternmq.access.builtin.RuleList;
import io.ternmq.access.rules.Bans;
import io.ternmq.access.rules.BuiltInRules;
import io.ternmq.access.rules.RuleDraft;
import io.ternmq.access.rules.RuleProblems;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Tells what would be decided, by the very chain that decides in earnest, and why; and what rule would change that. Thread safe;
 * nothing waits. What is tested counts in the hits of rules.
 */
public final class AccessTester {
    /** What the end of the chain is called when no source knew anything. */
    private static final String NOBODY_ALLOWED = "rules";

    private final AccessControl control;
    private final @Nullable BuiltInRules rules;

    AccessTester(AccessControl control, @Nullable BuiltInRules rules) {
        this.control = control;
        this.rules = rules;
    }

    // ------------------------------------------------------------------ what would be decided

    /** Whether somebody would be admitted, as if he connected: sources of users, bans and rules. */
    public CompletableFuture<TestedAccess> connect(AuthenticationRequest request) {
        CompletableFuture<TestedAccess> tested = new CompletableFuture<>();
        control.authenticate(request, result -> {
            Client client = Client.of(result, request.peer());
            tested.complete(answer(result.admitted(), result.explanation(), client, RuleDraft.ofConnect(client)));
        });
        return tested;
    }

    /** Whether somebody whose name is beyond doubt would be admitted: bans and rules, without asking for a password. */
    public CompletableFuture<TestedAccess> connect(Client client) {
        CompletableFuture<TestedAccess> tested = new CompletableFuture<>();
        control.review(client, review -> {
            Explanation refusal = review.refusal();
            Explanation why = refusal == null
                    ? Explanation.of(
                            "connect", "neither a ban nor a rule keeps the client out; no password was asked for")
                    : refusal;
            tested.complete(answer(refusal == null, why, review.client(), RuleDraft.ofConnect(review.client())));
        });
        return tested;
    }

    /** Whether a client may do something, in the groups that its user has. */
    public CompletableFuture<TestedAccess> test(Client client, Action action) {
        CompletableFuture<TestedAccess> tested = new CompletableFuture<>();
        control.review(client, review -> new Test(review.client(), action, tested).ask());
        return tested;
    }

    /** One question; asked again when its answer has come. */
    private final class Test {
        private final Client client;
        private final Action action;
        private final CompletableFuture<TestedAccess> tested;
        private final Permissions permissions;

        Test(Client client, Action action, CompletableFuture<TestedAccess> tested) {
            this.client = client;
            this.action = action;
            this.tested = tested;
            this.permissions = control.permissionsOf(client, this::ask);
        }

        /** On any thread; one at a time, as permissions belong to one. */
        private synchronized void ask() {
            Decision decision = decide();
            if (decision != Decision.PENDING) {
                boolean allowed = decision == Decision.ALLOW;
                Action result = permissions.refusedResult();
                Rule drafted = RuleDraft.of(client, result == null ? action : result);
                tested.complete(answer(allowed, permissions.explanation(), client, drafted));
            }
        }

        private Decision decide() {
            if (action instanceof Action.Publish publish) {
                return publish.will()
                        ? permissions.mayLeaveWill(publish.topic(), publish.qos(), publish.retain())
                        : permissions.mayPublish(publish.topic(), publish.qos(), publish.retain());
            }
            Action.Subscribe subscribe = (Action.Subscribe) action;
            return permissions.maySubscribe(subscribe.filter(), subscribe.qos());
        }
    }

    private TestedAccess answer(boolean allowed, Explanation why, Client client, @Nullable Rule drafted) {
        boolean helps = rules != null && why.source().equals(NOBODY_ALLOWED);
        Draft draft = allowed || !helps || drafted == null ? null : new Draft(drafted, why.ruleId());
        return new TestedAccess(allowed, why, client, draft);
    }

    // ------------------------------------------------------------------ rules and bans

    /**
     * What other rules would decide, for {@code Sessions.preview}.
     *
     * @throws IllegalArgumentException when something is wrong with a rule; the message says what
     */
    public ProposedRules propose(RuleList rulesInstead) {
        return new ProposedRules(control, rulesInstead);
    }

    /** What is wrong with a rule in a sentence's end, such as "speaks of no operation"; null for nothing. */
    public static @Nullable String problem(Rule rule) {
        return RuleProblems.find(rule);
    }

    /** What is wrong with a ban in a sentence's end; null for nothing. */
    public static @Nullable String problem(Ban ban) {
        return Bans.problem(ban);
    }

    /** The rules that are in force; empty before they could be read. */
    public RuleList inForce() {
        return rules == null ? RuleList.EMPTY : rules.list();
    }

    /** How often a built-in rule has decided. */
    public RuleHit hits(long rule) {
        return rules == null ? RuleHit.NONE : rules.hits(rule);
    }
}
