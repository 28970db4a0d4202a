package io.ternmq.gate;

import io.micrometer.core.instrument.MeterRegistry;
import io.ternmq.admin.Accounts;
import io.ternmq.admin.CallerAddress;
import io.ternmq.admin.Words;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpMethod;
import org.springframework.security.authentication.AuthenticationServiceException;
import org.springframework.security.authentication.BadCredentialsException;
import org.springframework.security.authentication.LockedException;
import org.springframework.security.authentication.ReactiveAuthenticationManager;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.web.server.WebFilterExchange;
import org.springframework.security.web.server.authentication.AuthenticationWebFilter;
import org.springframework.security.web.server.util.matcher.ServerWebExchangeMatchers;
import org.springframework.stereotype.Component;
import org.springframework.util.MultiValueMap;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/**
 * Log-in by the form at {@code /login}: name and password, as often as {@link LogInThrottle} allows. Whoever fails is told the same
 * whatever was wrong.
 */
@Component
class LogIn {
    static final String PATH = "/login";

    private static final Logger log = LoggerFactory.getLogger(LogIn.class);
    private static final String COUNTER = "ternmq.console.logins";
    private static final Pattern PATH_HERE = Pattern.compile("/[A-Za-z0-9_~.%-][A-Za-z0-9_~.%/?&=+-]*");
    private static final Pattern BAD_ESCAPE = Pattern.compile("%(?![0-9A-Fa-f]{2})");
    private static final int MAX_NAME = 64;
    private static final int MAX_LOGGED = 64;
    private static final int NETWORK_BYTES = 8;

    private final Accounts accounts;
    private final LogInThrottle throttle;
    private final VisitorSessions sessions;
    private final DeviceCookie devices;
    private final MeterRegistry meters;

    LogIn(
            Accounts accounts,
            LogInThrottle throttle,
            VisitorSessions sessions,
            DeviceCookie devices,
            MeterRegistry meters) {
        this.accounts = accounts;
        this.throttle = throttle;
        this.sessions = sessions;
        this.devices = devices;
        this.meters = meters;
    }

    AuthenticationWebFilter filter() {
        AuthenticationWebFilter filter =
                new AuthenticationWebFilter((ServerWebExchange exchange) -> Mono.just(manager(exchange)));
        filter.setRequiresAuthenticationMatcher(ServerWebExchangeMatchers.pathMatchers(HttpMethod.POST, PATH));
        filter.setServerAuthenticationConverter(LogIn::presented);
        filter.setSecurityContextRepository(sessions);
        filter.setAuthenticationSuccessHandler((exchange, who) -> succeed(exchange, who.getName()));
        filter.setAuthenticationFailureHandler(LogIn::fail);
        return filter;
    }

    private static Mono<Authentication> presented(ServerWebExchange exchange) {
        return exchange.getFormData()
                .map(form -> UsernamePasswordAuthenticationToken.unauthenticated(
                        field(form, "username"), field(form, "password")));
    }

    private static String field(MultiValueMap<String, String> form, String name) {
        String value = form.getFirst(name);
        return value == null ? "" : value;
    }

    private ReactiveAuthenticationManager manager(ServerWebExchange exchange) {
        String address = network(exchange.getRequest().getRemoteAddress());
        return presented -> {
            String name = presented.getName();
            return name.isEmpty() || name.length() > MAX_NAME
                    ? Mono.error(new BadCredentialsException("no name of an account"))
                    : attempt(
                            name,
                            String.valueOf(presented.getCredentials()),
                            address,
                            counted(exchange, name, address));
        };
    }

    /** Under which names the throttle counts this attempt; a stranger's failures are none of a browser's that it knows. */
    private List<String> counted(ServerWebExchange exchange, String name, String address) {
        String device = devices.find(exchange, name);
        return device == null ? List.of("account " + name, "address " + address) : List.of("device " + device);
    }

    private Mono<Authentication> attempt(String name, String password, String address, List<String> counted) {
        Duration wait = throttle.begin(counted);
        if (!wait.isZero()) {
            meters.counter(COUNTER, "result", "throttled").increment();
            return Mono.error(new LockedException(String.valueOf(wait.toSeconds() + 1)));
        }
        return accounts.logIn(name, password)
                .map(found -> {
                    throttle.succeeded(counted);
                    meters.counter(COUNTER, "result", "good").increment();
                    return Visitor.of(found).authentication();
                })
                .onErrorMap(failure -> {
                    throttle.withdrawn(counted);
                    log.error("Nobody can log in to the console now", failure);
                    return new AuthenticationServiceException("not now", failure);
                })
                .switchIfEmpty(Mono.error(() -> failure(name, address, counted)));
    }

    private BadCredentialsException failure(String name, String address, List<String> counted) {
        meters.counter(COUNTER, "result", "failed").increment();
        String then = counted.stream().anyMatch(throttle::isLocked) ? "; it has to wait now" : "";
        log.warn(
                "Log-in to the console as {} from {} failed{}",
                "'" + Words.name(name, MAX_LOGGED) + "'",
                address,
                then);
        return new BadCredentialsException("name or password");
    }

    /** The address; of IPv6 the network, since one machine has as many addresses there as it likes. */
    static String network(@Nullable InetSocketAddress remote) {
        InetAddress address = CallerAddress.find(remote);
        if (address == null) {
            return "nowhere";
        }
        byte[] bytes = address.getAddress();
        return bytes.length > NETWORK_BYTES && !address.isLoopbackAddress()
                ? Arrays.toString(Arrays.copyOf(bytes, NETWORK_BYTES))
                : address.getHostAddress();
    }

    private Mono<Void> succeed(WebFilterExchange exchange, String account) {
        devices.give(exchange.getExchange(), account);
        return exchange.getExchange()
                .getFormData()
                .flatMap(form -> Answers.redirect(exchange.getExchange(), local(field(form, "next"))));
    }

    private static Mono<Void> fail(WebFilterExchange exchange, RuntimeException failure) {
        String why = failure instanceof LockedException wait
                ? "wait=" + wait.getMessage()
                : failure instanceof AuthenticationServiceException ? "busy" : "failed";
        return exchange.getExchange()
                .getFormData()
                .flatMap(form -> Answers.redirect(
                        exchange.getExchange(), PATH + "?" + why + Answers.next(local(field(form, "next")))));
    }

    /** Only paths of this node, so that no link to the log-in page leads somewhere else afterwards. */
    static String local(String next) {
        return PATH_HERE.matcher(next).matches() && !BAD_ESCAPE.matcher(next).find() ? next : "/";
    }
}
