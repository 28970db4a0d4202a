package io.ternmq.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class PropertiesTest {
    @Test
    void none_is_never_changed() {
        assertThatThrownBy(() -> Properties.NONE.set(Property.RECEIVE_MAXIMUM, 1))
                .isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> Properties.NONE.add(new UserProperty("a", "b")))
                .isInstanceOf(UnsupportedOperationException.class);
        assertThat(Properties.NONE.isEmpty()).isTrue();
    }

    @Test
    void equal_values_make_equal_properties() {
        Properties one = Properties.create()
                .set(Property.AUTHENTICATION_DATA, new byte[] {1})
                .set(Property.RECEIVE_MAXIMUM, 7);
        Properties other = Properties.create()
                .set(Property.AUTHENTICATION_DATA, new byte[] {1})
                .set(Property.RECEIVE_MAXIMUM, 7L);
        assertThat(one).isEqualTo(other).hasSameHashCodeAs(other);
        other.add(new UserProperty("a", "b"));
        assertThat(one).isNotEqualTo(other);
        one.add(new UserProperty("a", "c"));
        assertThat(one).isNotEqualTo(other);
        assertThat(Properties.create()).isEqualTo(Properties.NONE);
    }

    @Test
    void secrets_are_not_told() {
        Properties properties = Properties.create()
                .set(Property.AUTHENTICATION_DATA, "secret".getBytes(java.nio.charset.StandardCharsets.UTF_8));
        properties.set(Property.AUTHENTICATION_METHOD, "method").add(new UserProperty("token", "secret"));
        assertThat(properties.toString()).doesNotContain("secret").contains("AUTHENTICATION_DATA");
    }
}
