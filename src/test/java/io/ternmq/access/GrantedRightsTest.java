package io.ternmq.access;

import static io.ternmq.access.builtin.Operation.PUBLISH;
import static io.ternmq.access.builtin.Operation.SUBSCRIBE;
import static io.ternmq.access.rules.ARule.allow;
import static io.ternmq.access.rules.ARule.deny;
import static org.assertj.core.api.Assertions.assertThat;

import io.ternmq.access.builtin.Rule;
import io.ternmq.access.builtin.RuleList;
import io.ternmq.access.outside.AclList;
import io.ternmq.access.rules.ARule;
import io.ternmq.access.rules.BuiltInRules;
import io.ternmq.config.BrokerSettings;
import io.ternmq.config.SettingsReader;
import io.ternmq.protocol.Qos;
import io.ternmq.protocol.Topic;
import io.ternmq.protocol.TopicFilter;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;

/** What a token grants, beside the operator's own rules. */
class GrantedRightsTest {
    private static final Map<String, Object> CLAIM = Map.of("all", List.of("sensors/#", "secret/#"));

    private final BuiltInRules rules = new BuiltInRules();
    private final AccessControl control =
            new AccessControl(settings(), List.of(), List.of(rules), new RuleClock(), null);

    private static BrokerSettings settings() {
        StandardEnvironment environment = new StandardEnvironment();
        environment.getPropertySources().addFirst(new MapPropertySource("test", Map.of()));
        return SettingsReader.read(environment);
    }

    private static RuleList list(ARule... all) {
        List<Rule> numbered = IntStream.range(0, all.length)
                .mapToObj(i -> all[i].rule().withId(i + 1))
                .toList();
        return new RuleList(1, numbered);
    }

    private static Client withToken() {
        Client plain = Somebody.here().user("ann").admitted();
        return new Client(plain.id(), "ann", plain.peer(), AclList.parse("jwt", CLAIM, plain.id(), "ann"));
    }

    private static Decision publish(Permissions permissions, String topic) {
        return permissions.mayPublish(Topic.of(topic), Qos.AT_MOST_ONCE, false);
    }

    private static Decision subscribe(Permissions permissions, String filter) {
        return permissions.maySubscribe(TopicFilter.parse(filter).filter(), Qos.AT_MOST_ONCE);
    }

    @Test
    void what_an_operator_denies_no_token_allows() {
        rules.take(list(deny("secret/#", PUBLISH, SUBSCRIBE)));
        Permissions permissions = control.permissionsOf(withToken(), () -> {});

        assertThat(publish(permissions, "secret/1")).isEqualTo(Decision.DENY);
        assertThat(permissions.explanation().source()).isEqualTo("rules");
        assertThat(permissions.explanation().ruleId()).isEqualTo(1);
        assertThat(subscribe(permissions, "secret/#")).isEqualTo(Decision.DENY);
        assertThat(subscribe(permissions, "$share/g/secret/+")).isEqualTo(Decision.DENY);
        assertThat(publish(permissions, "sensors/1")).isEqualTo(Decision.ALLOW);
        assertThat(permissions.explanation().source()).isEqualTo("jwt");
        assertThat(rules.hits(1).count()).isEqualTo(3);
    }

    @Test
    void what_an_operator_allows_adds_nothing_to_a_token_and_is_not_counted() {
        rules.take(list(allow("#", PUBLISH, SUBSCRIBE)));
        Permissions permissions = control.permissionsOf(withToken(), () -> {});

        assertThat(publish(permissions, "sensors/1")).isEqualTo(Decision.ALLOW);
        assertThat(publish(permissions, "other")).isEqualTo(Decision.DENY);
        assertThat(permissions.explanation().source()).isEqualTo("jwt");
        assertThat(rules.hits(1).count()).isZero();
    }

    @Test
    void a_denial_behind_an_allowance_that_fits_denies_nothing() {
        rules.take(list(allow("secret/1", PUBLISH).user("ann"), deny("secret/#", PUBLISH)));
        Permissions permissions = control.permissionsOf(withToken(), () -> {});

        assertThat(publish(permissions, "secret/1")).isEqualTo(Decision.ALLOW);
        assertThat(publish(permissions, "secret/2")).isEqualTo(Decision.DENY);
    }

    @Test
    void a_denial_that_comes_later_holds_at_once() {
        rules.take(list());
        Permissions permissions = control.permissionsOf(withToken(), () -> {});
        assertThat(publish(permissions, "secret/1")).isEqualTo(Decision.ALLOW);

        rules.take(list(deny("secret/#", PUBLISH)));

        assertThat(publish(permissions, "secret/1")).isEqualTo(Decision.DENY);
    }

    @Test
    void no_token_helps_before_the_rules_could_be_read() {
        Permissions permissions = control.permissionsOf(withToken(), () -> {});

        assertThat(publish(permissions, "sensors/1")).isEqualTo(Decision.DENY);
        assertThat(permissions.explanation().sentence()).contains("could not be read yet");
    }

    @Test
    void rules_that_are_proposed_are_weighed_against_tokens_as_those_in_force_are() {
        rules.take(list());
        Permissions proposed =
                new ProposedRules(control, list(deny("secret/#", PUBLISH))).permissionsOf(withToken(), () -> {});

        assertThat(publish(proposed, "secret/1")).isEqualTo(Decision.DENY);
        assertThat(publish(proposed, "sensors/1")).isEqualTo(Decision.ALLOW);
        assertThat(rules.hits(1).count()).isZero();
    }
}
