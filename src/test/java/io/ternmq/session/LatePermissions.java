package io.ternmq.session;

import io.ternmq.access.Authorizer;
import io.ternmq.access.Client;
import io.ternmq.access.Decision;
import io.ternmq.access.Explanation;
import io.ternmq.access.Permissions;
import io.ternmq.protocol.Qos;
import io.ternmq.protocol.Topic;
import io.ternmq.protocol.TopicFilter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.BiFunction;

/**
 * A source of decisions that answers each question late: when the test says so, in the order that it says. It remembers an answer
 * until it has been asked for once, as a small cache would.
 */
final class LatePermissions implements Authorizer {
    BiFunction<String, String, Decision> rule = (action, topic) -> Decision.ALLOW;
    private final List<Question> open = new ArrayList<>();

    private record Question(Late asker, String action, String topic) {}

    @Override
    public Permissions permissionsOf(Client client, Runnable onDecided) {
        return new Late(onDecided);
    }

    int open() {
        return open.size();
    }

    /** Answers the oldest questions first, those that come up meanwhile too. */
    void answerAll() {
        while (!open.isEmpty()) {
            answer(0);
        }
    }

    void answerOne(Random random) {
        if (!open.isEmpty()) {
            answer(random.nextInt(open.size()));
        }
    }

    void answer(int index) {
        Question question = open.remove(index);
        question.asker.known.put(question.action + " " + question.topic, rule.apply(question.action, question.topic));
        question.asker.onDecided.run();
    }

    private final class Late implements Permissions {
        private final Runnable onDecided;
        private final Map<String, Decision> known = new HashMap<>();

        Late(Runnable onDecided) {
            this.onDecided = onDecided;
        }

        private Decision decide(String action, String topic) {
            Decision decision = known.remove(action + " " + topic);
            if (decision != null) {
                return decision;
            }
            Question question = new Question(this, action, topic);
            if (open.stream().noneMatch(question::equals)) {
                open.add(question);
            }
            return Decision.PENDING;
        }

        @Override
        public Decision mayPublish(Topic topic, Qos qos, boolean retain) {
            return decide("publish", topic.toString());
        }

        @Override
        public Decision mayLeaveWill(Topic topic, Qos qos, boolean retain) {
            return decide("publish", topic.toString());
        }

        @Override
        public Decision maySubscribe(TopicFilter filter, Qos qos) {
            return decide("subscribe", filter.toString());
        }

        @Override
        public Explanation explanation() {
            return Explanation.of("late", "as the test says");
        }
    }
}
