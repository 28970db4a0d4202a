package io.ternmq.transport.listener;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TrustedNetworksTest {
    @ParameterizedTest
    @CsvSource({
        "10.0.0.0/8, 10.255.1.2, true", "10.0.0.0/8, 11.0.0.1, false", "192.0.2.4, 192.0.2.4, true",
        "192.0.2.4, 192.0.2.5, false", "172.16.0.0/12, 172.31.255.255, true", "172.16.0.0/12, 172.32.0.0, false",
        "0.0.0.0/0, 8.8.8.8, true", "0.0.0.0/0, ::1, false", "2001:db8::/33, 2001:db8:7fff::1, true",
        "2001:db8::/33, 2001:db8:8000::1, false", "::1, ::1, true", "127.0.0.1/32, 127.0.0.1, true"
    })
    void an_address_is_in_a_network_or_not(String network, String address, boolean contained) throws Exception {
        assertThat(TrustedNetworks.of(List.of("203.0.113.9", network)).contains(InetAddress.getByName(address)))
                .isEqualTo(contained);
    }

    @Test
    void an_empty_list_trusts_nobody() throws Exception {
        assertThat(TrustedNetworks.of(List.of()).contains(InetAddress.getByName("127.0.0.1")))
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/x", "", "::1/129"})
    void something_else_is_refused_by_name(String text) {
        assertThatThrownBy(() -> TrustedNetworks.of(List.of(text)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'" + text + "'");
    }
}
