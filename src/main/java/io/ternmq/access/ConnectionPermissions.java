package io.ternmq.access;

import io.ternmq.access.Terms.Replacement;
import io.ternmq.protocol.Qos;
import io.ternmq.protocol.Topic;
import io.ternmq.protocol.TopicFilter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What one client may do, by the sources of its listener.
 *
 * <p>Protocol: everything here is on the connection's loop, but for the answer of a source, which ends in {@link Question}.
 * A question is open from when it was asked until its answer has been taken. While any is open the client is parked, so that
 * the same questions come again when {@code onDecided} was run. The answer to a publish is taken once. Those to
 * the filters of a SUBSCRIBE come back to be taken together, however few decisions are remembered, so they stay for
 * {@link #ANSWER_KEPT_MILLIS}. An answer from before a change of the rules is not taken: the question is asked again.
 */
final class ConnectionPermissions implements Permissions {
    /** For how long an answer that was waited for is kept. */
    static final long ANSWER_KEPT_MILLIS = 5000;

    private static final int PRUNE_FROM = 16;
    private static final int WILL = 6;
    private static final int SUBSCRIBE = 12;

    private static final Outcome SYSTEM_TOPIC =
            new Outcome(false, "system-topics", "clients may not publish to topics that begin with $", List.of(), 0);
    private static final Outcome NO_RULES =
            new Outcome(true, "no-rules", "there are no rules (and ternmq.access.acl-file is not set)", List.of(), 0);
    private static final Outcome NOT_ASKED = new Outcome(false, "none", "nothing was decided yet", List.of(), 0);

    private final Client client;
    private final Runnable onDecided;
    private final List<AuthorizationSource> sources;
    private final RuleClock clock;
    private final int cacheSize;
    private final long cacheMillis;
    private final boolean grantsResults;
    private @Nullable DecisionCache cache;
    private @Nullable Map<Key, Question> open;
    private int pruneAt = PRUNE_FROM;
    private Outcome last = NOT_ASKED;
    private boolean lastCached;
    private boolean everythingOpen;
    private int openEpoch = -1;

    private record Key(Object subject, int kind) {}

    /** @param grantsResults whether what an action is rewritten to has to be allowed, too */
    ConnectionPermissions(
            Client client,
            Runnable onDecided,
            List<AuthorizationSource> sources,
            RuleClock clock,
            int cacheSize,
            long cacheMillis,
            boolean grantsResults) {
        this.client = client;
        this.onDecided = onDecided;
        this.sources = sources;
        this.clock = clock;
        this.cacheSize = cacheMillis == 0 ? 0 : cacheSize;
        this.cacheMillis = cacheMillis;
        this.grantsResults = grantsResults;
    }

    @Override
    public Decision mayPublish(Topic topic, Qos qos, boolean retain) {
        return publish(topic, qos, retain, 0, false);
    }

    @Override
    public Decision mayPublish(Topic topic, Qos qos, boolean retain, int payloadBytes) {
        return publish(topic, qos, retain, payloadBytes, false);
    }

    @Override
    public Decision mayLeaveWill(Topic topic, Qos qos, boolean retain) {
        return publish(topic, qos, retain, 0, true);
    }

    @Override
    public Decision mayLeaveWill(Topic topic, Qos qos, boolean retain, int payloadBytes) {
        return publish(topic, qos, retain, payloadBytes, true);
    }

    private Decision publish(Topic topic, Qos qos, boolean retain, int payloadBytes, boolean will) {
        if (topic.isSystem()) {
            return decided(SYSTEM_TOPIC, false);
        } else if (isEverythingOpen()) {
            return decided(NO_RULES, false);
        }
        int kind = qos.value() * 2 + (retain ? 1 : 0) + (will ? WILL : 0);
        Outcome known = cache == null ? null : cache.find(topic, kind, clock.epoch(), clock.tick());
        return known != null && known.terms().holdFor(payloadBytes)
                ? decided(known, true)
                : ask(topic, kind, new Action.Publish(topic, qos, retain, payloadBytes, will));
    }

    /** Whether no source has rules, which is asked once in each epoch. */
    private boolean isEverythingOpen() {
        int now = clock.epoch();
        if (now != openEpoch) {
            openEpoch = now;
            everythingOpen = sources.stream().noneMatch(AuthorizationSource::hasRules);
        }
        return everythingOpen;
    }

    @Override
    public @Nullable PublishChange publishChange() {
        return last.terms().publish();
    }

    @Override
    public Decision maySubscribe(TopicFilter filter, Qos qos) {
        if (isEverythingOpen()) {
            return decided(NO_RULES, false);
        }
        int kind = SUBSCRIBE + qos.value();
        Outcome known = cache == null ? null : cache.find(filter, kind, clock.epoch(), clock.tick());
        return known != null ? decided(known, true) : ask(filter, kind, new Action.Subscribe(filter, qos));
    }

    @Override
    public @Nullable List<Replacement> replacements() {
        return last.terms().instead();
    }

    @Override
    public List<TopicFilter> meant(TopicFilter filter) {
        Grant grant = client.grant();
        return grant == null ? List.of(filter) : grant.meant(filter);
    }

    @Override
    public void renew(Runnable done) {
        Grant grant = client.grant();
        if (grant == null) {
            done.run();
        } else {
            grant.renew(done);
        }
    }

    @Override
    public List<Remembered> remembered() {
        List<Remembered> found = new ArrayList<>();
        if (cache != null) {
            cache.forEach(
                    clock.epoch(),
                    clock.tick(),
                    (key, kind, outcome) -> found.add(new Remembered(action(key, kind), outcome.allowed())));
        }
        return found;
    }

    private static Action action(Object subject, int kind) {
        return subject instanceof Topic topic
                ? new Action.Publish(topic, Qos.of(kind % WILL / 2), kind % 2 == 1, kind >= WILL)
                : new Action.Subscribe((TopicFilter) subject, Qos.of(kind - SUBSCRIBE));
    }

    @Override
    public Explanation explanation() {
        return last.explain(lastCached);
    }

    @Override
    public @Nullable Action refusedResult() {
        return last.result();
    }

    private Decision decided(Outcome outcome, boolean cached) {
        last = outcome;
        lastCached = cached;
        return outcome.decision();
    }

    private Decision ask(Object subject, int kind, Action action) {
        Key key = new Key(subject, kind);
        Question asked = open == null ? null : open.get(key);
        if (asked != null) {
            if (!asked.isAnswered()) {
                return Decision.PENDING;
            } else if (isGood(asked, action)) {
                return take(key, asked);
            }
            close(key);
        }
        Question question = new Question(client, action, sources, clock.epoch(), onDecided, grantsResults);
        Outcome outcome = question.begin();
        if (outcome == null) {
            keepOpen(key, question);
            return Decision.PENDING;
        }
        remember(key, question.epoch(), outcome);
        return decided(outcome, false);
    }

    private boolean isGood(Question answered, Action action) {
        return answered.epoch() == clock.epoch()
                && !answered.isOver(clock.tick())
                && (!(action instanceof Action.Publish publish)
                        || answered.outcome().terms().holdFor(publish.payloadBytes()));
    }

    private Decision take(Key key, Question answered) {
        Outcome outcome = answered.outcome();
        remember(key, answered.epoch(), outcome);
        if (key.kind < SUBSCRIBE) {
            close(key);
        } else {
            answered.keepUntil(clock.tick() + ANSWER_KEPT_MILLIS);
        }
        return decided(outcome, false);
    }

    private void keepOpen(Key key, Question question) {
        Map<Key, Question> questions = open;
        if (questions == null) {
            questions = new HashMap<>();
            open = questions;
        } else if (questions.size() >= pruneAt) {
            long now = clock.tick();
            questions.values().removeIf(each -> each.isOver(now));
            pruneAt = Math.max(PRUNE_FROM, 2 * questions.size());
        }
        questions.put(key, question);
    }

    private void close(Key key) {
        if (open != null) {
            open.remove(key);
            open = open.isEmpty() ? null : open;
        }
    }

    private void remember(Key key, int epoch, Outcome outcome) {
        if (cacheSize == 0 || lengthOf(key.subject) > DecisionCache.MAX_KEY_BYTES) {
            return;
        }
        DecisionCache remembered = cache;
        if (remembered == null) {
            remembered = new DecisionCache(cacheSize);
            cache = remembered;
        }
        remembered.put(key.subject, key.kind, epoch, clock.tick() + cacheMillis, outcome);
    }

    private static int lengthOf(Object subject) {
        return subject instanceof Topic topic ? topic.length() : ((TopicFilter) subject).utf8().length;
    }
}
