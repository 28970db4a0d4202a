package io.ternmq.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ternmq.config.AccessSettings.Anonymous;
import io.ternmq.config.SettingsChange.Difference;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.core.env.MapPropertySource;

class SettingsTest {
    private final Settings settings = SettingsReader.readSettings(SettingsReaderTest.environment(
            new MapPropertySource("file", Map.of("ternmq.session.max-inflight-messages", "7"))));

    @Test
    void a_change_is_seen_by_whoever_asks_and_told_to_whoever_wants_to_know() {
        List<SettingsChange> told = new ArrayList<>();
        settings.onChange(told::add);
        BrokerSettings before = settings.current();
        SettingsChange change = settings.apply(
                Map.of("ternmq.access.allowAnonymous", "true", "ternmq.session.max-inflight-messages", "30"));
        assertThat(change.before()).isSameAs(before);
        assertThat(settings.get().access().allowAnonymous()).isEqualTo(Anonymous.TRUE);
        assertThat(settings.current().session().maxInflightMessages()).isEqualTo(30);
        assertThat(change.differences())
                .containsExactlyInAnyOrder(
                        new Difference("ternmq.access.allow-anonymous", "loopback", "true"),
                        new Difference("ternmq.session.max-inflight-messages", "7", "30"));
        assertThat(told).containsExactly(change);
    }

    @Test
    void a_change_that_is_taken_back_leaves_what_the_file_says() {
        settings.apply(Map.of("ternmq.session.max-inflight-messages", "30"));
        Map<String, String> back = new HashMap<>();
        back.put("ternmq.session.max-inflight-messages", null);
        assertThat(settings.apply(back).differences())
                .containsExactly(new Difference("ternmq.session.max-inflight-messages", "30", "7"));
        assertThat(settings.current().session().maxInflightMessages()).isEqualTo(7);
    }

    @Test
    void of_a_change_with_a_mistake_nothing_is_done() {
        BrokerSettings before = settings.current();
        List<SettingsChange> told = new ArrayList<>();
        settings.onChange(told::add);
        assertThatThrownBy(() -> settings.apply(Map.of(
                        "ternmq.session.max-inflight-messages", "30", "ternmq.session.receive-maximum-broker", "0")))
                .isInstanceOf(SettingsException.class)
                .hasMessage("ternmq.session.receive-maximum-broker (change) is wrong: 0 is less than 1");
        assertThat(settings.current()).isSameAs(before);
        assertThat(told).isEmpty();
        assertThat(settings.apply(Map.of()).differences()).isEmpty();
    }

    @Test
    void what_takes_effect_at_a_start_only_cannot_be_changed() {
        assertThatThrownBy(() -> settings.apply(Map.of("ternmq.data-dir", "x")))
                .hasMessage("ternmq.data-dir (change) takes effect when the node starts and can't be changed now");
        assertThatThrownBy(() -> settings.apply(Map.of("ternmq.listeners.default.port", "1")))
                .hasMessage(
                        "ternmq.listeners.default.port (change) takes effect when the node starts and can't be changed now");
    }

    @Test
    void an_unknown_key_cannot_be_changed() {
        assertThatThrownBy(() -> settings.apply(Map.of("ternmq.access.allow-anonymos", "true")))
                .hasMessage(
                        "ternmq.access.allow-anonymos (change) is no setting; did you mean ternmq.access.allow-anonymous?");
        assertThatThrownBy(() -> settings.apply(Map.of("ternmq.listeners.nobody.host", "x")))
                .isInstanceOf(SettingsException.class);
    }

    @Test
    void a_listener_of_changes_that_fails_harms_nobody_else() {
        List<SettingsChange> told = new ArrayList<>();
        settings.onChange(change -> {
            throw new IllegalStateException("on purpose");
        });
        settings.onChange(told::add);
        settings.apply(Map.of("ternmq.access.allow-anonymous", "false"));
        assertThat(told).hasSize(1);
    }

    @Test
    void what_an_examiner_has_something_against_is_not_changed() {
        List<SettingsChange> told = new ArrayList<>();
        settings.onChange(told::add);
        settings.beforeChange(change -> change.after().access().allowAnonymous() == Anonymous.TRUE
                ? List.of(new SettingsException.Problem("ternmq.access.allow-anonymous", "change", "is no good"))
                : List.of());
        BrokerSettings before = settings.current();
        assertThatThrownBy(() -> settings.apply(Map.of("ternmq.access.allow-anonymous", "true")))
                .isInstanceOf(SettingsException.class)
                .hasMessage("ternmq.access.allow-anonymous (change) is no good");
        assertThat(settings.current()).isSameAs(before);
        assertThat(told).isEmpty();
        settings.apply(Map.of("ternmq.access.allow-anonymous", "false"));
        assertThat(told).hasSize(1);
    }
}
