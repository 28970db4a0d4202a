package io.ternmq.access;

import static io.ternmq.access.Decision.ALLOW;
import static io.ternmq.access.Decision.DENY;
import static io.ternmq.access.Decision.PENDING;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.ternmq.access.AuthorizationSource.Answer;
import io.ternmq.conformance.Checklist;
import io.ternmq.protocol.Qos;
import io.ternmq.protocol.Topic;
import io.ternmq.protocol.TopicFilter;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class ConnectionPermissionsTest {
    private static final Topic TOPIC = Topic.of("a/b");

    private final RuleClock clock = new RuleClock();
    private final LateSource late = new LateSource();
    private final Counting counting = new Counting();
    private final AtomicInteger told = new AtomicInteger();

    /** Answers at once: topics and filters that begin with "yes" are allowed; counts how often it is asked. */
    private static class Counting implements AuthorizationSource {
        private int asked;
        private Verdict other = Verdict.REJECT;

        @Override
        public String name() {
            return "counting";
        }

        @Override
        public void authorize(Client client, Action action, Consumer<Answer> answer) {
            asked++;
            boolean yes = action.words().contains("'yes");
            answer.accept(new Answer(yes ? Verdict.OK : other, "question " + asked));
        }

        @Override
        public void onChange(Runnable forget) {}
    }

    private ConnectionPermissions permissions(int cacheSize, long cacheMillis, AuthorizationSource... sources) {
        Client client = Somebody.here().user("bob").admitted();
        return new ConnectionPermissions(
                client, told::incrementAndGet, List.of(sources), clock, cacheSize, cacheMillis, false);
    }

    @Test
    @Checklist(24)
    void without_rules_everything_is_allowed_but_writing_to_system_topics() {
        Permissions permissions = permissions(64, 1000);
        assertThat(permissions.mayPublish(TOPIC, Qos.EXACTLY_ONCE, true)).isEqualTo(ALLOW);
        assertThat(permissions.explanation().sentence())
                .isEqualTo("no-rules: there are no rules (and ternmq.access.acl-file is not set)");
        assertThat(permissions.maySubscribe(TopicFilter.of("#"), Qos.AT_MOST_ONCE))
                .isEqualTo(ALLOW);
        assertThat(permissions.maySubscribe(TopicFilter.of("$SYS/#"), Qos.AT_MOST_ONCE))
                .isEqualTo(ALLOW);
        for (String topic : List.of("$SYS/node/uptime", "$SYS", "$x", "$", "$share/g/a")) {
            assertThat(permissions.mayPublish(Topic.of(topic), Qos.AT_MOST_ONCE, false))
                    .isEqualTo(DENY);
            assertThat(permissions.explanation().sentence())
                    .isEqualTo("system-topics: clients may not publish to topics that begin with $");
        }
    }

    @Test
    void no_rule_lets_a_client_write_to_a_system_topic() {
        Permissions permissions = permissions(64, 1000, new Counting() {
            @Override
            public void authorize(Client client, Action action, Consumer<Answer> answer) {
                answer.accept(new Answer(Verdict.OK, "everything"));
            }
        });
        assertThat(permissions.mayPublish(Topic.of("$SYS/a"), Qos.AT_MOST_ONCE, false))
                .isEqualTo(DENY);
    }

    @Test
    void a_decision_is_remembered_until_it_expires() {
        Permissions permissions = permissions(64, 1000, counting);
        Topic yes = Topic.of("yes");
        assertThat(permissions.mayPublish(yes, Qos.AT_MOST_ONCE, false)).isEqualTo(ALLOW);
        assertThat(permissions.explanation())
                .matches(why -> !why.cached() && why.source().equals("counting"));
        clock.set(999);
        assertThat(permissions.mayPublish(Topic.of("yes"), Qos.AT_MOST_ONCE, false))
                .isEqualTo(ALLOW);
        assertThat(permissions.explanation())
                .matches(why -> why.cached() && why.rule().equals("question 1"));
        assertThat(counting.asked).isEqualTo(1);
        clock.set(1000);
        assertThat(permissions.mayPublish(yes, Qos.AT_MOST_ONCE, false)).isEqualTo(ALLOW);
        assertThat(counting.asked).isEqualTo(2);
    }

    @Test
    void each_qos_and_retain_flag_and_each_right_is_decided_for_itself() {
        Permissions permissions = permissions(64, 1000, counting);
        for (Qos qos : Qos.values()) {
            permissions.mayPublish(TOPIC, qos, false);
            permissions.mayPublish(TOPIC, qos, true);
            permissions.maySubscribe(TopicFilter.of("a/b"), qos);
        }
        assertThat(counting.asked).isEqualTo(9);
        for (Qos qos : Qos.values()) {
            permissions.mayPublish(TOPIC, qos, false);
            permissions.mayPublish(TOPIC, qos, true);
            permissions.maySubscribe(TopicFilter.of("a/b"), qos);
        }
        assertThat(counting.asked).isEqualTo(9);
    }

    @Test
    void a_change_of_the_rules_empties_what_is_remembered() {
        Permissions permissions = permissions(64, 1_000_000, counting);
        permissions.mayPublish(TOPIC, Qos.AT_MOST_ONCE, false);
        clock.forget();
        permissions.mayPublish(TOPIC, Qos.AT_MOST_ONCE, false);
        assertThat(counting.asked).isEqualTo(2);
    }

    @Test
    void no_more_is_remembered_than_allowed_and_what_is_remembered_is_right() {
        Permissions permissions = permissions(8, 1000, counting);
        Random random = new Random(7);
        for (int i = 0; i < 10_000; i++) {
            int number = random.nextInt(200);
            Topic topic = Topic.of((number % 2 == 0 ? "yes" : "no") + number);
            assertThat(permissions.mayPublish(topic, Qos.AT_MOST_ONCE, false))
                    .isEqualTo(number % 2 == 0 ? ALLOW : DENY);
        }
        assertThat(counting.asked).isBetween(9_000, 9_990);
        assertThat(new DecisionCache(8).size()).isEqualTo(8);
        assertThat(new DecisionCache(1).size()).isEqualTo(4);
        assertThat(new DecisionCache(65).size()).isEqualTo(128);
    }

    @Test
    void with_a_cache_of_no_size_or_no_time_nothing_is_remembered() {
        for (Permissions permissions : List.of(permissions(0, 1000, counting), permissions(64, 0, counting))) {
            int before = counting.asked;
            permissions.mayPublish(TOPIC, Qos.AT_MOST_ONCE, false);
            permissions.mayPublish(TOPIC, Qos.AT_MOST_ONCE, false);
            assertThat(counting.asked - before).isEqualTo(2);
        }
    }

    @Test
    void a_topic_too_long_to_keep_is_decided_each_time() {
        Permissions permissions = permissions(64, 1000, counting);
        Topic topic = Topic.of("yes" + "x".repeat(DecisionCache.MAX_KEY_BYTES));
        assertThat(permissions.mayPublish(topic, Qos.AT_MOST_ONCE, false)).isEqualTo(ALLOW);
        assertThat(permissions.mayPublish(topic, Qos.AT_MOST_ONCE, false)).isEqualTo(ALLOW);
        assertThat(counting.asked).isEqualTo(2);
    }

    @Test
    void a_remembered_decision_makes_no_garbage() {
        Permissions permissions = permissions(64, 1_000_000, counting);
        Topic[] topics = new Topic[16];
        for (int i = 0; i < topics.length; i++) {
            topics[i] = Topic.of("yes/" + i);
        }
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        publishMany(permissions, topics, 1000);
        long before = threads.getCurrentThreadAllocatedBytes();
        publishMany(permissions, topics, 100_000);
        // The probe itself makes a little; one byte for each of the questions would be far more.
        assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(10_000);
        assertThat(counting.asked).isEqualTo(16);
    }

    private static void publishMany(Permissions permissions, Topic[] topics, int times) {
        for (int i = 0; i < times; i++) {
            if (permissions.mayPublish(topics[i & 15], Qos.AT_LEAST_ONCE, false) != ALLOW) {
                throw new AssertionError(topics[i & 15]);
            }
        }
    }

    @Test
    void a_late_answer_is_pending_until_it_has_come() {
        Permissions permissions = permissions(64, 1000, late);
        assertThat(permissions.mayPublish(TOPIC, Qos.AT_LEAST_ONCE, false)).isEqualTo(PENDING);
        assertThat(permissions.mayPublish(TOPIC, Qos.AT_LEAST_ONCE, false)).isEqualTo(PENDING);
        assertThat(late.waiting()).hasSize(1);
        assertThat(told).hasValue(0);
        late.take(0).answer(Verdict.OK);
        assertThat(told).hasValue(1);
        assertThat(permissions.mayPublish(TOPIC, Qos.AT_LEAST_ONCE, false)).isEqualTo(ALLOW);
        assertThat(permissions.explanation().rule()).isEqualTo("said late of publish to 'a/b'");
        assertThat(late.waiting()).isEmpty();
    }

    @Test
    void late_answers_may_come_in_any_order() {
        Permissions permissions = permissions(64, 1000, late);
        List<TopicFilter> filters = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            filters.add(TopicFilter.of("a/" + i));
        }
        filters.forEach(filter ->
                assertThat(permissions.maySubscribe(filter, Qos.AT_LEAST_ONCE)).isEqualTo(PENDING));
        List<LateSource.Asked> waiting = new ArrayList<>(late.waiting());
        Collections.shuffle(waiting, new Random(3));
        waiting.forEach(
                asked -> asked.answer(asked.action().words().matches(".*[13579]'") ? Verdict.OK : Verdict.REJECT));
        assertThat(told).hasValue(20);
        for (int i = 0; i < 20; i++) {
            assertThat(permissions.maySubscribe(filters.get(i), Qos.AT_LEAST_ONCE))
                    .isEqualTo(i % 2 == 1 ? ALLOW : DENY);
        }
    }

    /** A packet whose filters are asked for one by one, and all again after each answer, must come to an end. */
    @Test
    void many_filters_of_one_packet_are_decided_however_small_the_cache() {
        for (Permissions permissions : List.of(permissions(0, 0, late), permissions(4, 1000, late))) {
            List<TopicFilter> filters = new ArrayList<>();
            for (int i = 0; i < 300; i++) {
                filters.add(TopicFilter.of("a/" + i));
            }
            int attempts = 0;
            while (!allDecided(permissions, filters)) {
                late.take(0).answer(Verdict.OK);
                attempts++;
            }
            assertThat(attempts).isEqualTo(300);
        }
    }

    private static boolean allDecided(Permissions permissions, List<TopicFilter> filters) {
        for (TopicFilter filter : filters) {
            if (permissions.maySubscribe(filter, Qos.AT_MOST_ONCE) == PENDING) {
                return false;
            }
        }
        return true;
    }

    @Test
    void an_answer_that_was_waited_for_is_not_kept_for_long_without_a_cache() {
        Permissions permissions = permissions(0, 0, late);
        TopicFilter filter = TopicFilter.of("a");
        assertThat(permissions.maySubscribe(filter, Qos.AT_MOST_ONCE)).isEqualTo(PENDING);
        late.take(0).answer(Verdict.OK);
        assertThat(permissions.maySubscribe(filter, Qos.AT_MOST_ONCE)).isEqualTo(ALLOW);
        clock.set(ConnectionPermissions.ANSWER_KEPT_MILLIS);
        assertThat(permissions.maySubscribe(filter, Qos.AT_MOST_ONCE)).isEqualTo(PENDING);
        assertThat(late.waiting()).hasSize(1);
    }

    @Test
    void an_answer_to_a_publish_holds_for_one_publish_without_a_cache() {
        Permissions permissions = permissions(0, 0, late);
        permissions.mayPublish(TOPIC, Qos.AT_MOST_ONCE, false);
        late.take(0).answer(Verdict.OK);
        assertThat(permissions.mayPublish(TOPIC, Qos.AT_MOST_ONCE, false)).isEqualTo(ALLOW);
        assertThat(permissions.mayPublish(TOPIC, Qos.AT_MOST_ONCE, false)).isEqualTo(PENDING);
    }

    @Test
    void an_answer_from_before_a_change_of_the_rules_is_not_taken() {
        Permissions permissions = permissions(64, 1000, late);
        permissions.mayPublish(TOPIC, Qos.AT_MOST_ONCE, false);
        LateSource.Asked old = late.take(0);
        clock.forget();
        old.answer(Verdict.OK);
        assertThat(permissions.mayPublish(TOPIC, Qos.AT_MOST_ONCE, false)).isEqualTo(PENDING);
        late.take(0).answer(Verdict.REJECT);
        assertThat(permissions.mayPublish(TOPIC, Qos.AT_MOST_ONCE, false)).isEqualTo(DENY);
    }

    @Test
    void who_asks_is_not_told_of_an_answer_that_it_gets_at_once() {
        permissions(64, 1000, counting).mayPublish(TOPIC, Qos.AT_MOST_ONCE, false);
        assertThat(told).hasValue(0);
    }

    @Test
    void a_source_is_listened_to_once() {
        Permissions permissions = permissions(64, 1000, late);
        permissions.mayPublish(TOPIC, Qos.AT_MOST_ONCE, false);
        LateSource.Asked asked = late.take(0);
        asked.answer(Verdict.REJECT);
        asked.answer(Verdict.OK);
        assertThat(told).hasValue(1);
        assertThat(permissions.mayPublish(TOPIC, Qos.AT_MOST_ONCE, false)).isEqualTo(DENY);
    }

    @Test
    @Checklist(108)
    void sources_are_asked_in_order_until_one_knows() {
        counting.other = Verdict.NEXT;
        Permissions permissions = permissions(64, 1000, counting, late);
        assertThat(permissions.mayPublish(Topic.of("yes"), Qos.AT_MOST_ONCE, false))
                .isEqualTo(ALLOW);
        assertThat(late.waiting()).isEmpty();
        assertThat(permissions.mayPublish(TOPIC, Qos.AT_MOST_ONCE, false)).isEqualTo(PENDING);
        late.take(0).answer(Verdict.OK);
        assertThat(permissions.mayPublish(TOPIC, Qos.AT_MOST_ONCE, false)).isEqualTo(ALLOW);
        assertThat(permissions.explanation().sentence())
                .isEqualTo("late: said late of publish to 'a/b' (before: counting: question 2)");
    }

    @Test
    @Checklist(108)
    void what_no_source_knows_is_refused_with_all_that_they_said() {
        counting.other = Verdict.NEXT;
        Permissions permissions = permissions(64, 1000, counting);
        assertThat(permissions.maySubscribe(TopicFilter.of("a/#"), Qos.AT_MOST_ONCE))
                .isEqualTo(DENY);
        assertThat(permissions.explanation().sentence())
                .isEqualTo("rules: no rule allows user 'bob', client 'c1' to subscribe to 'a/#'"
                        + " (before: counting: question 1)");
    }

    @Test
    void a_source_that_fails_refuses() {
        AuthorizationSource failing = new Counting() {
            @Override
            public void authorize(Client client, Action action, Consumer<Answer> answer) {
                throw new IllegalStateException("on purpose");
            }
        };
        Permissions permissions = permissions(64, 1000, failing, counting);
        assertThat(permissions.mayPublish(Topic.of("yes"), Qos.AT_MOST_ONCE, false))
                .isEqualTo(DENY);
        assertThat(permissions.explanation().sentence())
                .isEqualTo("counting: the source failed, see the log, so nobody may publish to 'yes'");
        assertThat(counting.asked).isZero();
    }
}
