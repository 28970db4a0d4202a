package io.ternmq.admin.rights;

import io.ternmq.access.AccessRoom;
import io.ternmq.access.AuthenticationRequest;
import io.ternmq.access.AuthenticationResult;
import io.ternmq.admin.AuditTrail;
import io.ternmq.admin.Author;
import io.ternmq.admin.rights.RefusedChangeException.Reason;
import io.ternmq.config.AccessSettings.Anonymous;
import io.ternmq.config.BrokerSettings;
import io.ternmq.config.ListenerSettings;
import io.ternmq.config.Settings;
import io.ternmq.protocol.SubscriberId;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** The sources of users and rights on this node: how they are, in which order they are asked, and a try. Nothing blocks. */
@Component
public class SourceAdmin {
    private static final Duration PATIENCE = Duration.ofSeconds(15);

    private final AccessRoom access;
    private final Settings settings;
    private final AuditTrail audit;

    SourceAdmin(AccessRoom access, Settings settings, AuditTrail audit) {
        this.access = access;
        this.settings = settings;
        this.audit = audit;
    }

    /** In the order in which they are asked. */
    public List<SourceReport> sources() {
        return access.sources().stream().map(SourceReport::of).toList();
    }

    /** What is asked on each listener that is enabled. */
    public List<SourceChain> chains() {
        List<String> authentication = names(SourceReport::authenticates);
        List<String> authorization = names(SourceReport::authorizes);
        BrokerSettings now = settings.current();
        return now.listeners().entrySet().stream()
                .filter(listener -> listener.getValue().enabled())
                .map(listener -> new SourceChain(
                        listener.getKey(),
                        or(listener.getValue().authenticationSources(), authentication),
                        or(listener.getValue().authorizationSources(), authorization),
                        anonymous(now, listener.getValue()).name().toLowerCase(Locale.ROOT)))
                .toList();
    }

    private List<String> names(Predicate<SourceReport> which) {
        return sources().stream().filter(which).map(SourceReport::name).toList();
    }

    private static List<String> or(List<String> named, List<String> all) {
        return named.isEmpty() ? all : named;
    }

    private static Anonymous anonymous(BrokerSettings settings, ListenerSettings listener) {
        Anonymous own = listener.allowAnonymous();
        return own == null ? settings.access().allowAnonymous() : own;
    }

    /** What would become of a log-in, by the chain that decides in earnest. Nobody is connected by it. */
    public Mono<LogInReport> tryLogIn(LogInTest test) {
        return Mono.defer(() -> {
            AuthenticationRequest request = request(test);
            long begin = System.nanoTime();
            return Mono.<AuthenticationResult>create(answer -> access.control().authenticate(request, answer::success))
                    .timeout(PATIENCE)
                    .onErrorMap(
                            TimeoutException.class,
                            late -> RefusedChangeException.of(
                                    Reason.BUSY, "", "No source has answered within " + PATIENCE.toSeconds() + " s."))
                    .map(result -> report(result, (System.nanoTime() - begin) / 1000));
        });
    }

    private AuthenticationRequest request(LogInTest test) {
        BrokerSettings now = settings.current();
        ListenerSettings listener = VirtualPeers.listener(now, test.listener());
        String password = test.password();
        return new AuthenticationRequest(
                new SubscriberId(VirtualPeers.mountpoint(listener), test.clientId()),
                test.userName(),
                password == null ? null : password.getBytes(StandardCharsets.UTF_8),
                true,
                VirtualPeers.peer(test.listener(), listener, test.address()),
                anonymous(now, listener));
    }

    private static LogInReport report(AuthenticationResult result, long micros) {
        List<String> groups = result.groups();
        return new LogInReport(
                result.admitted(),
                result.reasonCode().name().toLowerCase(Locale.ROOT).replace('_', ' '),
                result.id().clientId(),
                result.userName(),
                groups == null ? List.of() : groups,
                result.explanation().source(),
                result.explanation().rule(),
                result.explanation().trail(),
                micros);
    }

    /** Has every source asked anew about what clients may do. */
    public Mono<Void> forgetDecisions(Author author) {
        return Mono.fromRunnable(access::forgetDecisions)
                .then(audit.record(author, "sources.forget", "decisions", null, null))
                .then();
    }
}
