package io.ternmq.gate;

import static org.assertj.core.api.Assertions.assertThat;

import io.ternmq.access.builtin.Role;
import io.ternmq.admin.Accounts;
import io.ternmq.console.Person;
import io.ternmq.console.WebParts;
import io.ternmq.observe.NodeToWatch;
import java.net.HttpCookie;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Guessing of passwords is slow. */
class BruteForceTest {
    private static final List<String> NAMES = List.of("account a", "address 1");
    private static final List<String> SAME_ACCOUNT = List.of("account a", "address 2");
    private static final List<String> SAME_ADDRESS = List.of("account b", "address 1");
    private static final List<String> OTHERS = List.of("account b", "address 2");

    private final AtomicLong clock = new AtomicLong();
    private final LogInThrottle throttle = new LogInThrottle(NodeToWatch.named().settings, clock::get);

    private void pass(Duration time) {
        clock.addAndGet(time.toNanos());
    }

    private void fail(int times) {
        for (int i = 0; i < times; i++) {
            assertThat(throttle.begin(NAMES)).isZero();
        }
    }

    @Test
    void after_five_failures_in_five_minutes_account_and_address_wait_for_ten() {
        fail(5);
        for (List<String> names : List.of(NAMES, SAME_ACCOUNT, SAME_ADDRESS)) {
            assertThat(throttle.begin(names)).isEqualTo(Duration.ofMinutes(10));
        }
        assertThat(throttle.begin(OTHERS)).isZero();
        pass(Duration.ofMinutes(9));
        assertThat(throttle.begin(NAMES)).isEqualTo(Duration.ofMinutes(1));
        pass(Duration.ofMinutes(1));
        assertThat(throttle.begin(NAMES)).isZero();
    }

    @Test
    void failures_that_are_long_ago_do_not_count() {
        fail(4);
        pass(Duration.ofMinutes(6));
        fail(4);
        assertThat(throttle.begin(NAMES)).isZero();
        assertThat(throttle.begin(NAMES)).isPositive();
    }

    @Test
    void many_at_once_are_no_way_around() {
        fail(5);
        assertThat(throttle.begin(NAMES)).isPositive();
    }

    @Test
    void success_forgives_the_account_but_not_the_address() {
        fail(4);
        assertThat(throttle.begin(NAMES)).isZero();
        throttle.succeeded(NAMES);
        assertThat(throttle.begin(SAME_ACCOUNT)).isZero();
        assertThat(throttle.begin(SAME_ADDRESS)).isZero();
        assertThat(throttle.begin(List.of("account c", "address 1"))).isPositive();
    }

    @Test
    void an_address_of_ipv6_is_its_network() throws UnknownHostException {
        assertThat(LogIn.network(address("2001:db8::1"))).isEqualTo(LogIn.network(address("2001:db8::ffff:2")));
        assertThat(LogIn.network(address("2001:db8::1"))).isNotEqualTo(LogIn.network(address("2001:db8:0:1::1")));
        assertThat(LogIn.network(address("203.0.113.9"))).isEqualTo("203.0.113.9");
    }

    private static InetSocketAddress address(String literal) throws UnknownHostException {
        return new InetSocketAddress(InetAddress.getByName(literal), 1);
    }

    /** After three failures account and address have to wait. */
    private static WebParts soonLocked(String... arguments) {
        NodeToWatch node = NodeToWatch.named();
        node.settings.apply(Map.of("ternmq.console.log-in-failures", "3"));
        return WebParts.around(node, arguments);
    }

    private static void failThrice(Person person, String account) {
        for (int i = 0; i < 3; i++) {
            assertThat(Person.location(person.logIn(account, "wrong" + i))).isEqualTo("/login?failed");
        }
        assertHasToWait(person, account);
    }

    private static void assertHasToWait(Person person, String account) {
        assertThat(Person.location(person.logIn(account, Person.PASSWORD))).startsWith("/login?wait=");
    }

    /** And leaves. */
    private static void assertGetsIn(Person person, String account) {
        assertThat(Person.location(person.logIn(account, Person.PASSWORD))).isEqualTo("/");
        person.get("/password");
        assertThat(Person.location(person.post("/logout"))).isEqualTo("/login?bye");
    }

    private static Person fromBrowserOf(WebParts web, String account) {
        Person person = new Person(web.address());
        assertGetsIn(person, account);
        return person;
    }

    @Test
    void a_browser_that_has_logged_in_to_the_account_is_not_locked_out_by_strangers() {
        try (WebParts web = soonLocked()) {
            Person.account(web, "mine", Role.ADMIN);
            Person.account(web, "other", Role.ADMIN);
            Person me = fromBrowserOf(web, "mine");
            Person stranger = new Person(web.address());
            failThrice(stranger, "mine");

            assertGetsIn(me, "mine");
            assertHasToWait(stranger, "mine");
            // It is known for one account only, and here the address has to wait as well.
            assertHasToWait(me, "other");
        }
    }

    @Test
    void a_browser_that_is_known_guesses_no_faster_and_locks_out_nobody_else() {
        try (WebParts web = soonLocked()) {
            Person.account(web, "mine", Role.ADMIN);
            Person one = fromBrowserOf(web, "mine");
            Person another = fromBrowserOf(web, "mine");

            failThrice(one, "mine");

            assertGetsIn(another, "mine");
            assertGetsIn(new Person(web.address()), "mine");
        }
    }

    @Test
    void a_browser_is_known_by_what_it_was_given_for_a_month_and_until_the_password_is_changed() {
        try (WebParts web = soonLocked()) {
            Person.account(web, "mine", Role.ADMIN);
            String given = deviceOf(fromBrowserOf(web, "mine"));
            failThrice(new Person(web.address()), "mine");
            assertGetsIn(with(web, given), "mine");

            String number = given.substring(0, given.indexOf('.'));
            assertHasToWait(with(web, made(web, number, Duration.ofDays(31))), "mine");
            assertGetsIn(with(web, made(web, number, Duration.ofDays(29))), "mine");
            assertHasToWait(with(web, given.substring(0, given.length() - 1) + "_"), "mine");
            assertHasToWait(with(web, "nonsense"), "mine");

            Person.account(web, "mine", Role.ADMIN);
            assertHasToWait(with(web, given), "mine");
        }
    }

    @Test
    void behind_a_proxy_that_is_believed_strangers_elsewhere_lock_out_nobody() {
        try (WebParts web = soonLocked("--server.forward-headers-strategy=framework")) {
            Person.account(web, "mine", Role.ADMIN);
            Person stranger = new Person(web.address()).from("203.0.113.9");
            failThrice(stranger, "some");

            assertGetsIn(new Person(web.address()).from("203.0.113.10"), "mine");
            assertHasToWait(stranger, "mine");
        }
    }

    private static String deviceOf(Person person) {
        return person.cookies().stream()
                .filter(cookie -> cookie.getName().equals(DeviceCookie.NAME))
                .map(HttpCookie::getValue)
                .findFirst()
                .orElseThrow();
    }

    private static Person with(WebParts web, String device) {
        Person person = new Person(web.address());
        person.plant(DeviceCookie.NAME, device);
        return person;
    }

    /** As the node would have made it so long ago. */
    private static String made(WebParts web, String number, Duration ago) {
        long at = Instant.now().minus(ago).getEpochSecond();
        String seal = web.bean(Accounts.class).seal("mine", "device " + number + " " + at);
        return number + "." + at + "." + seal;
    }

    @Test
    void over_http_the_right_password_does_not_help_who_has_to_wait_and_unknown_names_wait_too() {
        try (WebParts web = soonLocked()) {
            Person.account(web, "guessed", Role.ADMIN);
            Person person = new Person(web.address());
            for (int i = 0; i < 3; i++) {
                assertThat(Person.location(person.logIn("guessed", "wrong" + i)))
                        .isEqualTo("/login?failed");
            }
            String wait = Person.location(person.logIn("guessed", Person.PASSWORD));
            assertThat(wait).startsWith("/login?wait=");
            assertThat(person.get(wait).body()).contains("Too many failed log-ins. Try again in ");
            assertThat(person.session()).isEmpty();
            assertThat(Person.location(person.logIn("nobody", "x"))).startsWith("/login?wait=");
        }
    }
}
