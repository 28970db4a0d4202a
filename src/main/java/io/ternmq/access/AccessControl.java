package io.ternmq.access;

import io.ternmq.access.rules.ConnectGuard;
import io.ternmq.access.rules.GuardedMethod;
import io.ternmq.access.scram.ScramSha256;
import io.ternmq.config.AccessSettings;
import io.ternmq.config.AccessSettings.Anonymous;
import io.ternmq.config.BrokerSettings;
import io.ternmq.config.ListenerSettings;
import io.ternmq.protocol.ReasonCode;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Who may connect and do what: the sources in their order, and what holds before and after them.
 *
 * <p>Who connects: with {@code allow-anonymous} true everybody is admitted as who he says he is, and no source is asked, as in
 * VerneMQ. Else a client without user name is admitted where {@code allow-anonymous} lets it; the sources are asked for all
 * others; and whom no source knows is refused. Without any source of users, a client on this machine is admitted under
 * {@code loopback} with the user name that it gives.
 *
 * <p>Who does what: nobody publishes to topics that begin with {@code $}. Without any source the rest is allowed; with some
 * what none of them allows is refused. What a source rewrites is judged again as what it has become, see {@link ResultJudge}.
 *
 * <p>Thread safe; every source is asked on the caller's thread, but for who had to wait for the rules to be read at the start.
 */
public final class AccessControl implements Authenticator, Authorizer {
    private final SourceChains<AuthenticationSource> authentication;
    private final SourceChains<AuthorizationSource> authorization;
    private final RuleClock clock;
    private final @Nullable ConnectGuard guard;
    private final List<Runnable> onChange = new CopyOnWriteArrayList<>();
    private final int cacheSize;
    private final long cacheMillis;
    private final boolean grantsResults;

    /**
     * @param authenticators the node's sources, in order
     * @param authorizers the node's sources, in order
     * @param guard what is asked of everybody who is admitted; null for nothing
     * @throws io.ternmq.config.StartupException when a listener names a source that isn't there
     */
    AccessControl(
            BrokerSettings settings,
            List<AuthenticationSource> authenticators,
            List<AuthorizationSource> authorizers,
            RuleClock clock,
            @Nullable ConnectGuard guard) {
        AccessSettings access = settings.access();
        this.guard = guard;
        this.clock = clock;
        this.cacheSize = access.cacheSize();
        this.cacheMillis = access.cacheExpiry().toMillis();
        this.grantsResults = access.authorizeRewritten();
        this.authentication = new SourceChains<>(
                authenticators,
                settings.listeners(),
                "authentication-sources",
                ListenerSettings::authenticationSources);
        this.authorization = new SourceChains<>(
                authorizers, settings.listeners(), "authorization-sources", ListenerSettings::authorizationSources);
        authorizers.forEach(source -> source.onChange(this::forget));
        authenticators.forEach(source -> source.onWithdrawal(this::forget));
    }

    /** What was decided before holds no longer, neither for questions to come nor for subscriptions that are there. */
    void forget() {
        clock.forget();
        onChange.forEach(Runnable::run);
    }

    @Override
    public void onChange(Runnable task) {
        onChange.add(task);
    }

    @Override
    public void review(Client client, Consumer<Review> answer) {
        Explanation withdrawn = withdrawn(client);
        if (withdrawn != null) {
            answer.accept(Review.leaves(client, ReasonCode.NOT_AUTHORIZED, withdrawn));
        } else if (guard == null) {
            answer.accept(Review.stays(client));
        } else {
            guard.review(client, answer);
        }
    }

    /** Why the source that has admitted the client has it no longer. */
    private @Nullable Explanation withdrawn(Client client) {
        for (AuthenticationSource source : authentication.all()) {
            if (source.name().equals(client.admittedBy())) {
                String why = source.withdrawn(client);
                return why == null ? null : Explanation.of(source.name(), why);
            }
        }
        return null;
    }

    @Override
    public void authenticate(AuthenticationRequest asked, Consumer<AuthenticationResult> answer) {
        AuthenticationRequest request = asked.vouched();
        ConnectGuard asking = guard;
        if (asking == null) {
            askSources(request, answer);
        } else {
            asking.whenReady(request, () -> authenticate(request, asking, answer), answer);
        }
    }

    private void authenticate(
            AuthenticationRequest request, ConnectGuard asking, Consumer<AuthenticationResult> answer) {
        AuthenticationResult banned = asking.refusalOf(request);
        if (banned != null) {
            answer.accept(banned);
            return;
        }
        askSources(request, result -> {
            if (result.admitted()) {
                asking.judge(request, result, answer);
            } else {
                answer.accept(result);
            }
        });
    }

    private void askSources(AuthenticationRequest request, Consumer<AuthenticationResult> answer) {
        List<AuthenticationSource> sources = authentication.of(request.peer().listener());
        String userName = request.userName();
        boolean here = AuthenticationRun.isTrustedPlace(request);
        if (request.anonymous() == Anonymous.TRUE) {
            answer.accept(AuthenticationRun.admit(
                    request, userName, "anonymous", "everybody may connect (allow-anonymous is true)"));
        } else if (here && userName == null) {
            answer.accept(AuthenticationRun.admit(
                    request, null, "anonymous", "clients on this machine may connect (allow-anonymous is loopback)"));
        } else if (here && !knowsUsers(sources) && !request.peer().isVouched()) {
            answer.accept(AuthenticationRun.admitUnchecked(request));
        } else {
            new AuthenticationRun(request, sources, () -> knowsUsers(sources), answer).next();
        }
    }

    private static boolean knowsUsers(List<AuthenticationSource> sources) {
        return sources.stream().anyMatch(AuthenticationSource::knowsUsers);
    }

    @Override
    public Permissions permissionsOf(Client client, Runnable onDecided) {
        List<AuthorizationSource> sources =
                GrantedRights.before(authorization.of(client.peer().listener()), client);
        return new ConnectionPermissions(client, onDecided, sources, clock, cacheSize, cacheMillis, grantsResults);
    }

    /** As {@link #permissionsOf(Client, Runnable)}, with a source in the place of the one of its name. */
    Permissions permissionsOf(Client client, AuthorizationSource instead, Runnable onDecided) {
        List<AuthorizationSource> sources = authorization.of(client.peer().listener()).stream()
                .map(source -> source.name().equals(instead.name()) ? instead : source)
                .toList();
        return new ConnectionPermissions(
                client, onDecided, GrantedRights.before(sources, client), clock, 0, 0, grantsResults);
    }

    /** The methods of enhanced authentication that the sources can serve. */
    public List<EnhancedAuthenticator> enhancedAuthenticators() {
        List<EnhancedAuthenticator> methods = new ArrayList<>();
        if (authentication.all().stream().anyMatch(ScramCredentials.class::isInstance)) {
            methods.add(new ScramSha256(this::scramCredentials));
        }
        for (AuthenticationSource each : authentication.all()) {
            if (each instanceof EnhancedSource source) {
                methods.add(new OfferedMethod(
                        source, peer -> authentication.of(peer.listener()).contains(source)));
            }
        }
        return guard == null
                ? List.copyOf(methods)
                : methods.stream()
                        .<EnhancedAuthenticator>map(method -> new GuardedMethod(method, guard))
                        .toList();
    }

    private List<ScramCredentials> scramCredentials(AuthenticationRequest request) {
        return authentication.of(request.peer().listener()).stream()
                .filter(ScramCredentials.class::isInstance)
                .map(ScramCredentials.class::cast)
                .toList();
    }
}
