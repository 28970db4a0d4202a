package io.ternmq.admin.rights;

import io.ternmq.access.AccessTester;
import io.ternmq.access.Action;
import io.ternmq.access.Client;
import io.ternmq.access.TestedAccess;
import io.ternmq.access.builtin.BuiltinStore;
import io.ternmq.access.builtin.Rule;
import io.ternmq.access.builtin.RuleList;
import io.ternmq.access.builtin.RuleStore;
import io.ternmq.admin.rights.RefusedChangeException.Reason;
import io.ternmq.config.ListenerSettings;
import io.ternmq.config.Settings;
import io.ternmq.protocol.Qos;
import io.ternmq.protocol.SubscriberId;
import io.ternmq.protocol.Topic;
import io.ternmq.protocol.TopicFilter;
import io.ternmq.protocol.TopicRules;
import io.ternmq.session.Sessions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** Tells what somebody may do, and why, by what decides in earnest. Nothing blocks, nothing is changed. */
@Component
public class TesterAdmin {
    private static final Duration PATIENCE = Duration.ofSeconds(15);

    private final AccessTester tester;
    private final Sessions sessions;
    private final Settings settings;
    private final RuleStore rules;

    TesterAdmin(AccessTester tester, Sessions sessions, Settings settings, BuiltinStore store) {
        this.tester = tester;
        this.sessions = sessions;
        this.settings = settings;
        this.rules = store.rules();
    }

    /** The listeners that somebody could connect to. */
    public List<String> listeners() {
        return settings.current().listeners().entrySet().stream()
                .filter(listener -> listener.getValue().enabled())
                .map(Map.Entry::getKey)
                .toList();
    }

    /** The answer; its error is a {@link RefusedChangeException} when the question can't be asked. */
    public Mono<TestAnswer> test(TestQuestion question) {
        return Mono.defer(() -> {
                    Action action = action(question);
                    return client(question).flatMap(client -> Mono.fromFuture(() -> ask(client, action)));
                })
                .timeout(PATIENCE)
                .onErrorMap(
                        TimeoutException.class,
                        late -> RefusedChangeException.of(
                                Reason.BUSY, "", "No source has answered within " + PATIENCE.toSeconds() + " s."))
                .flatMap(tested -> rules.load().map(list -> answer(tested, list)));
    }

    private CompletableFuture<TestedAccess> ask(Client client, @Nullable Action action) {
        return action == null ? tester.connect(client) : tester.test(client, action);
    }

    private Mono<Client> client(TestQuestion question) {
        SubscriberId id = new SubscriberId(question.mountpoint(), question.clientId());
        if (question.live()) {
            return Mono.fromFuture(() -> sessions.client(id))
                    .map(found -> found.orElseThrow(() -> RefusedChangeException.invalid(
                            "clientId", "No client with this id is connected to this node.")));
        }
        ListenerSettings listener = VirtualPeers.listener(settings.current(), question.listener());
        return Mono.just(new Client(
                new SubscriberId(VirtualPeers.mountpoint(listener), question.clientId()),
                question.userName(),
                VirtualPeers.peer(question.listener(), listener, question.address())));
    }

    /** Null for connecting. */
    private static @Nullable Action action(TestQuestion question) {
        Qos qos = qos(question.qos());
        return switch (question.action()) {
            case "connect" -> null;
            case "publish" -> new Action.Publish(topic(question.topic()), qos, question.retain());
            case "will" -> new Action.Publish(topic(question.topic()), qos, question.retain(), true);
            case "subscribe" -> new Action.Subscribe(filter(question.topic()), qos);
            default ->
                throw RefusedChangeException.invalid("action", "The action is connect, publish, subscribe or will.");
        };
    }

    private static Qos qos(int level) {
        if (level < 0 || level > 2) {
            throw RefusedChangeException.invalid("qos", "The QoS is 0, 1 or 2.");
        }
        return Qos.of(level);
    }

    private static Topic topic(String text) {
        String problem = TopicRules.nameProblem(text);
        if (problem != null) {
            throw RefusedChangeException.invalid("topic", "The topic " + problem + ".");
        }
        return Topic.of(text);
    }

    private static TopicFilter filter(String text) {
        TopicFilter.Parsed parsed = TopicFilter.parse(text);
        if (parsed.filter() == null) {
            throw RefusedChangeException.invalid("topic", "The topic filter " + parsed.problem() + ".");
        }
        return parsed.filter();
    }

    private static TestAnswer answer(TestedAccess tested, RuleList rules) {
        var why = tested.explanation();
        return new TestAnswer(
                tested.allowed(),
                tested.client().id().clientId(),
                tested.client().userName(),
                tested.client().groups(),
                why.source(),
                why.rule(),
                why.ruleId(),
                why.trail(),
                why.cached(),
                why.micros(),
                tested.draft() == null ? null : draft(tested.draft(), rules));
    }

    private static TestAnswer.Draft draft(TestedAccess.Draft draft, RuleList rules) {
        Rule rule = draft.rule();
        int position = 1;
        while (position <= rules.rules().size()
                && rules.rules().get(position - 1).id() != draft.before()) {
            position++;
        }
        return new TestAnswer.Draft(position, RuleChecks.input(rule), RuleWords.sentence(rule));
    }
}
