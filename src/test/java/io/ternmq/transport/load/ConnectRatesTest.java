package io.ternmq.transport.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import org.junit.jupiter.api.Test;

class ConnectRatesTest {
    @Test
    void a_window_takes_so_many_in_a_second_and_as_many_in_the_next() {
        RateWindow window = new RateWindow();
        for (int second = -1; second < 3; second++) {
            assertThat(window.tryTake(second, 2)).isTrue();
            assertThat(window.tryTake(second, 2)).isTrue();
            assertThat(window.tryTake(second, 2)).isFalse();
        }
    }

    @Test
    void no_limit_is_no_limit() throws Exception {
        RateWindow window = new RateWindow();
        AddressRates addresses = new AddressRates();
        InetAddress address = InetAddress.getByName("192.0.2.1");
        for (int i = 0; i < 1000; i++) {
            assertThat(window.tryTake(1, 0)).isTrue();
            assertThat(addresses.tryTake(address, 1, 0)).isTrue();
        }
    }

    @Test
    void one_busy_address_hardly_ever_harms_another() throws Exception {
        AddressRates addresses = new AddressRates();
        int refused = 0;
        for (int busy = 0; busy < 100; busy++) {
            InetAddress address = InetAddress.getByAddress(new byte[] {10, 0, 0, (byte) busy});
            for (int i = 0; i < 50; i++) {
                refused += addresses.tryTake(address, 7, 5) ? 0 : 1;
            }
        }
        assertThat(refused).isBetween(4400, 4600);
        int harmed = 0;
        for (int i = 0; i < 10_000; i++) {
            InetAddress other = InetAddress.getByAddress(new byte[] {(byte) 192, 0, (byte) (i >> 8), (byte) i});
            harmed += addresses.tryTake(other, 7, 5) ? 0 : 1;
        }
        assertThat(harmed).isLessThan(50);
    }

    @Test
    void of_ipv6_a_whole_network_is_one_address() throws Exception {
        AddressRates addresses = new AddressRates();
        assertThat(addresses.tryTake(InetAddress.getByName("2001:db8::1"), 1, 1))
                .isTrue();
        assertThat(addresses.tryTake(InetAddress.getByName("2001:db8::2"), 1, 1))
                .isFalse();
        assertThat(addresses.tryTake(InetAddress.getByName("2001:db8:0:1::2"), 1, 1))
                .isTrue();
    }

    @Test
    void a_budget_gives_what_it_has_and_takes_back() {
        UnadmittedBytes budget = new UnadmittedBytes(100);
        assertThat(budget.tryTake(60)).isTrue();
        assertThat(budget.tryTake(41)).isFalse();
        assertThat(budget.tryTake(40)).isTrue();
        budget.giveBack(60);
        assertThat(budget.used()).isEqualTo(40);
    }
}
