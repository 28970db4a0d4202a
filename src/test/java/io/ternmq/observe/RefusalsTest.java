package io.ternmq.observe;

import static org.assertj.core.api.Assertions.assertThat;

import io.ternmq.event.BrokerEvent.AccessRefused;
import io.ternmq.event.BrokerEvent.ConnectionRefused;
import io.ternmq.event.EventBus;
import io.ternmq.event.Explained;
import io.ternmq.protocol.ReasonCode;
import io.ternmq.protocol.SubscriberId;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The ring of refusals, and how many lines they may cost. */
class RefusalsTest {
    private final EventBus events = new EventBus();
    private final Refusals refusals = new Refusals(events, 3, Clock.systemUTC());

    private void refuse(String clientId, String user, String topic) {
        events.publish(new AccessRefused(
                new SubscriberId("", clientId),
                user,
                "192.0.2.7:1",
                "default",
                "publish",
                topic,
                1,
                true,
                ReasonCode.NOT_AUTHORIZED,
                new Explained("rules", "rule 7, deny publish", 7, List.of("acl-file: no line"), true, 12)));
    }

    private List<String> topics(Refusal.Filter filter, long before, int limit) {
        return refusals.list(filter, before, limit).stream().map(Refusal::topic).toList();
    }

    @Test
    void the_latest_are_kept_and_listed_first() {
        for (int i = 1; i <= 5; i++) {
            refuse("c", "ann", "t" + i);
        }

        assertThat(topics(Refusal.Filter.ALL, Long.MAX_VALUE, 10)).containsExactly("t5", "t4", "t3");
        assertThat(refusals.total()).isEqualTo(5);
    }

    @Test
    void a_cursor_goes_on_where_a_page_has_ended() {
        for (int i = 1; i <= 3; i++) {
            refuse("c", "ann", "t" + i);
        }
        List<Refusal> page = refusals.list(Refusal.Filter.ALL, Long.MAX_VALUE, 2);
        refuse("c", "ann", "t4");

        assertThat(topics(Refusal.Filter.ALL, page.get(1).number(), 2)).isEmpty();
        assertThat(topics(Refusal.Filter.ALL, page.get(0).number(), 2)).containsExactly("t2");
    }

    @Test
    void client_user_and_any_text_can_be_looked_for() {
        refuse("pump", "ann", "a");
        refuse("valve", "bob", "b");
        events.publish(new ConnectionRefused(
                "192.0.2.9:1",
                "default",
                "",
                "pump",
                null,
                ReasonCode.BANNED,
                "bans: why",
                Explained.of("bans", "why")));

        assertThat(topics(new Refusal.Filter("PUMP", "", ""), Long.MAX_VALUE, 9))
                .containsExactly("", "a");
        assertThat(topics(new Refusal.Filter("", "bob", ""), Long.MAX_VALUE, 9)).containsExactly("b");
        assertThat(topics(new Refusal.Filter("", "", "192.0.2.9"), Long.MAX_VALUE, 9))
                .containsExactly("");
        assertThat(topics(new Refusal.Filter("", "", "rule 7"), Long.MAX_VALUE, 9))
                .containsExactly("b", "a");
    }

    @Test
    void a_connection_that_nobody_had_to_judge_says_what_was_wrong_with_it() {
        events.publish(new ConnectionRefused(
                "192.0.2.9:1", "default", "", null, null, ReasonCode.MALFORMED_PACKET, "no packet at all", null));

        Refusal refusal = refusals.list(Refusal.Filter.ALL, Long.MAX_VALUE, 1).get(0);
        assertThat(refusal.kind()).isEqualTo("connect");
        assertThat(refusal.explanation().sentence()).isEqualTo("broker: no packet at all");
    }

    @Test
    void all_offenders_together_cost_so_many_lines_a_second_and_what_is_left_out_is_counted() {
        LineBudget budget = new LineBudget(2);
        long now = -5;

        assertThat(budget.offer(now)).isZero();
        assertThat(budget.offer(now)).isZero();
        assertThat(budget.offer(now)).isEqualTo(-1);
        assertThat(budget.offer(now + 1)).isEqualTo(-1);
        assertThat(budget.offer(now + TimeUnit.SECONDS.toNanos(1))).isEqualTo(2);
        assertThat(budget.offer(now + TimeUnit.SECONDS.toNanos(1))).isZero();
    }
}
