package io.ternmq.access.outside;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ternmq.access.Action;
import io.ternmq.access.Verdict;
import io.ternmq.protocol.Qos;
import io.ternmq.protocol.SubscriberId;
import io.ternmq.protocol.Topic;
import io.ternmq.protocol.TopicFilter;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AclListTest {
    private static AclList acl(Object told) {
        return acl(told, "c1", "ann");
    }

    private static AclList acl(Object told, String clientId, @Nullable String userName) {
        return AclList.parse("test", told, new SubscriberId("", clientId), userName);
    }

    private static Map<String, Object> entry(String permission, String action, String topic) {
        return Map.of("permission", permission, "action", action, "topic", topic);
    }

    private static boolean publishes(AclList acl, String topic) {
        return publishes(acl, topic, Qos.AT_MOST_ONCE, false);
    }

    private static boolean publishes(AclList acl, String topic, Qos qos, boolean retain) {
        return allows(acl, new Action.Publish(Topic.of(topic), qos, retain));
    }

    private static boolean subscribes(AclList acl, String filter) {
        return allows(acl, new Action.Subscribe(TopicFilter.of(filter), Qos.AT_MOST_ONCE));
    }

    private static boolean allows(AclList acl, Action action) {
        return acl.decide(action).verdict() == Verdict.OK;
    }

    @Test
    void the_first_entry_that_is_about_the_action_decides() {
        AclList acl = acl(List.of(
                entry("deny", "all", "a/secret/#"),
                entry("allow", "publish", "a/#"),
                entry("allow", "subscribe", "a/+")));
        assertThat(publishes(acl, "a/b/c")).isTrue();
        assertThat(publishes(acl, "a/secret/x")).isFalse();
        assertThat(publishes(acl, "b")).isFalse();
        assertThat(subscribes(acl, "a/b")).isTrue();
        assertThat(subscribes(acl, "a/b/c")).isFalse();
    }

    @Test
    void lists_allow() {
        AclList acl = acl(Map.of("pub", List.of("p/#"), "sub", List.of("s/#"), "all", List.of("b")));
        assertThat(publishes(acl, "p/1") && publishes(acl, "b")).isTrue();
        assertThat(subscribes(acl, "s/1") && subscribes(acl, "b")).isTrue();
        assertThat(publishes(acl, "s/1") || subscribes(acl, "p/1")).isFalse();
    }

    @Test
    void an_empty_list_allows_nothing() {
        assertThat(publishes(acl(List.of()), "a") || subscribes(acl(Map.of()), "a"))
                .isFalse();
    }

    @Test
    void a_filter_must_be_covered() {
        AclList acl = acl(Map.of("sub", List.of("a/+")));
        assertThat(subscribes(acl, "a/+")).isTrue();
        for (String wider : List.of("a/#", "+/+", "#", "+/b")) {
            assertThat(subscribes(acl, wider)).as(wider).isFalse();
        }
    }

    @Test
    void a_denial_that_meets_a_part_of_a_filter_is_a_denial() {
        AclList acl = acl(List.of(entry("deny", "subscribe", "a/secret/#"), entry("allow", "subscribe", "#")));
        for (String reaching : List.of("#", "a/#", "+/secret/x", "a/+", "a/+/x", "+/+/#", "a/secret")) {
            assertThat(subscribes(acl, reaching)).as(reaching).isFalse();
        }
        assertThat(subscribes(acl, "b/#") && subscribes(acl, "a/b/#") && subscribes(acl, "a"))
                .isTrue();
    }

    @Test
    void wildcards_in_front_never_reach_topics_of_the_broker() {
        AclList acl = acl(Map.of("all", List.of("#", "+/x")));
        assertThat(subscribes(acl, "$SYS/#") || subscribes(acl, "$SYS/x")).isFalse();
        assertThat(subscribes(acl(Map.of("sub", List.of("$SYS/#"))), "$SYS/a")).isTrue();
    }

    @Test
    void a_shared_subscription_is_judged_by_its_filter_and_a_group_may_be_named() {
        AclList any = acl(Map.of("sub", List.of("jobs/#")));
        assertThat(subscribes(any, "$share/g/jobs/1")).isTrue();
        assertThat(subscribes(any, "$share/g/secret/#")).isFalse();
        AclList one = acl(Map.of("sub", List.of("$share/g/jobs/#")));
        assertThat(subscribes(one, "$share/g/jobs/1")).isTrue();
        assertThat(subscribes(one, "$share/other/jobs/1") || subscribes(one, "jobs/1"))
                .isFalse();
        AclList denied = acl(List.of(entry("deny", "subscribe", "secret/#"), entry("allow", "all", "#")));
        assertThat(subscribes(denied, "$share/g/secret/#")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"#", "+", "a/b", "a/+", "a/#", "", "$share", ".*", "/"})
    void a_name_stands_for_one_level_and_for_nothing_else(String name) {
        AclList acl = acl(Map.of("all", List.of("in/%c/#", "of/%u")), name.isEmpty() ? "x" : name, name);
        assertThat(subscribes(acl, "in/#") || subscribes(acl, "in/other/#") || subscribes(acl, "in/+/x"))
                .isFalse();
        assertThat(publishes(acl, "of/other") || publishes(acl, "in/a/other")).isFalse();
    }

    @Test
    void names_are_filled_in_at_whole_levels() {
        AclList acl = acl(Map.of("pub", List.of("in/%c", "of/%u/x", "as/x%c")));
        assertThat(publishes(acl, "in/c1") && publishes(acl, "of/ann/x") && publishes(acl, "as/x%c"))
                .isTrue();
        assertThat(publishes(acl, "in/c2") || publishes(acl, "as/xc1")).isFalse();
        assertThat(publishes(acl(Map.of("pub", List.of("of/%u")), "c1", null), "of/"))
                .isFalse();
    }

    @Test
    void quality_and_retaining_may_be_limited() {
        AclList acl = acl(List.of(Map.of("topic", "a", "max_qos", 1, "retain", false)));
        assertThat(publishes(acl, "a", Qos.AT_LEAST_ONCE, false)).isTrue();
        assertThat(publishes(acl, "a", Qos.EXACTLY_ONCE, false)).isFalse();
        assertThat(publishes(acl, "a", Qos.AT_MOST_ONCE, true)).isFalse();
    }

    @Test
    void what_decided_is_told() {
        AclList acl = acl(List.of(entry("allow", "publish", "in/%c")));
        Action good = new Action.Publish(Topic.of("in/c1"), Qos.AT_MOST_ONCE, false);
        assertThat(acl.decide(good).rule()).isEqualTo("entry 1 of the acl: allow publish in/%c");
        Action bad = new Action.Publish(Topic.of("b"), Qos.AT_MOST_ONCE, false);
        assertThat(acl.decide(bad).rule()).isEqualTo("none of the 1 entries of the acl allows to publish to 'b'");
    }

    @Test
    void what_cannot_be_understood_is_told_and_gives_no_right() {
        wrong("all", "is neither a list of entries nor an object");
        wrong(List.of("a"), "has entry 1, which is no object");
        wrong(List.of(Map.of("topic", "a", "qqs", 1)), "has entry 1, which has 'qqs', which isn't known");
        wrong(List.of(entry("maybe", "all", "a")), "has the permission 'maybe', which is none of allow, deny");
        wrong(List.of(entry("allow", "read", "a")), "has the action 'read'");
        wrong(List.of(entry("allow", "all", "a/#/b")), "has a topic that");
        wrong(List.of(Map.of("action", "all")), "has a topic that");
        wrong(List.of(Map.of("topic", "a", "max_qos", 3)), "neither 0, 1 nor 2");
        wrong(List.of(Map.of("permission", "deny", "topic", "a", "max_qos", 1)), "a way around it");
        wrong(Map.of("pubs", List.of()), "something beside the lists");
        wrong(Map.of("pub", List.of(1)), "has a topic in pub that is no text");
        wrong(Map.of("pub", Collections.nCopies(1001, "a")), "has more than 1000 entries");
    }

    private static void wrong(Object told, String problem) {
        assertThatThrownBy(() -> acl(told))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(problem);
    }

    @ParameterizedTest
    @CsvSource({
        "a,a,true",
        "a,b,false",
        "a/+,a/b,true",
        "a/+,+/b,true",
        "a/+/c,a/b/+,true",
        "a/#,a,true",
        "a,a/#,true",
        "a/b,a,false",
        "a/+,a,false",
        "+/#,a,true",
        "#,$SYS/x,false",
        "+/x,$SYS/x,false",
        "$SYS/#,$SYS/x,true",
        "a/b/#,a,false",
        "a/#,b/#,false",
        "/+,/a,true",
        "a/+/#,a/b,true"
    })
    void two_filters_overlap_when_they_have_a_topic_in_common(String one, String other, boolean overlap) {
        assertThat(Overlap.between(TopicFilter.of(one), TopicFilter.of(other))).isEqualTo(overlap);
        assertThat(Overlap.between(TopicFilter.of(other), TopicFilter.of(one))).isEqualTo(overlap);
    }
}
