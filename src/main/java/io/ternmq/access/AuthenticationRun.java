package io.ternmq.access;

import io.ternmq.access.AuthenticationSource.Answer;
import io.ternmq.config.AccessSettings.Anonymous;
import io.ternmq.protocol.ReasonCode;
import io.ternmq.protocol.SubscriberId;
import java.net.InetAddress;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The question who somebody is, on its way along the sources of the listener. */
final class AuthenticationRun extends ChainRun<AuthenticationSource, Answer> {
    private final AuthenticationRequest request;
    private final BooleanSupplier knowsUsers;
    private final Consumer<AuthenticationResult> answer;

    /** @param knowsUsers whether any of the sources has users, which a source may learn only when it is asked */
    AuthenticationRun(
            AuthenticationRequest request,
            List<AuthenticationSource> sources,
            BooleanSupplier knowsUsers,
            Consumer<AuthenticationResult> answer) {
        super(sources);
        this.request = request;
        this.knowsUsers = knowsUsers;
        this.answer = answer;
    }

    @Override
    void ask(AuthenticationSource source, Turn<AuthenticationSource, Answer> turn) {
        source.authenticate(request, turn);
    }

    @Override
    void onVerdict(AuthenticationSource source, Answer said, List<String> trail) {
        boolean admitted = said.verdict() == Verdict.OK;
        SubscriberId id = said.id() == null ? request.id() : said.id();
        String userName = said.userName() == null ? request.userName() : said.userName();
        ReasonCode refusal = said.reasonCode() == null ? ReasonCode.NOT_AUTHORIZED : said.reasonCode();
        answer.accept(new AuthenticationResult(
                admitted,
                admitted ? ReasonCode.SUCCESS : refusal,
                id,
                userName,
                explain(source.name(), said.rule(), trail),
                said.reasonString(),
                said.serverReference(),
                said.groups()));
    }

    @Override
    void onFailure(AuthenticationSource source, List<String> trail) {
        Explanation why = explain(source.name(), "the source failed, see the log, so nobody is admitted", trail);
        answer.accept(AuthenticationResult.refuse(request, ReasonCode.NOT_AUTHORIZED, why));
    }

    /**
     * Nobody knows the client. One that gave user name and password gets the same reason as for a wrong password, so that
     * nobody learns which names there are.
     */
    @Override
    void onExhausted(List<String> trail) {
        boolean checked = knowsUsers.getAsBoolean();
        if (!checked && isTrustedPlace(request) && !request.peer().isVouched()) {
            answer.accept(admitUnchecked(request));
            return;
        }
        boolean credentials = checked && request.userName() != null && request.password() != null;
        ReasonCode reason = credentials ? ReasonCode.BAD_USER_NAME_OR_PASSWORD : ReasonCode.NOT_AUTHORIZED;
        Explanation why = request.userName() == null
                ? explain("anonymous", anonymousRule(), trail)
                : explain("sources", userRule(request.userName(), checked), trail);
        answer.accept(AuthenticationResult.refuse(request, reason, why));
    }

    private String anonymousRule() {
        return "a client without user name may not connect "
                + (request.anonymous() == Anonymous.LOOPBACK
                        ? "from " + place() + ", only from this machine"
                        : "to listener " + request.peer().listener())
                + " (allow-anonymous is "
                + (request.anonymous() == Anonymous.LOOPBACK ? "loopback" : "false")
                + "); give it a user name and a password that ternmq.access.password-file has, or set"
                + " ternmq.access.allow-anonymous to true";
    }

    private String userRule(String userName, boolean checked) {
        String user = "user " + Shown.quoted(userName);
        return checked
                ? "no source knows " + user + (request.password() == null ? " without a password" : "")
                : user
                        + " can't be checked, since no source of users is set up; name a password file in"
                        + " ternmq.access.password-file, or set ternmq.access.allow-anonymous to true";
    }

    private String place() {
        InetAddress address = request.peer().address().getAddress();
        String host = address == null ? request.peer().address().getHostString() : address.getHostAddress();
        return request.peer().loopback() || address == null || !address.isLoopbackAddress()
                ? host
                : host + " behind a proxy";
    }

    private Explanation explain(String source, String rule, List<String> trail) {
        return new Explanation(source, rule, List.copyOf(trail), false, micros());
    }

    /** Whether the client is on this machine, and that is enough where there are no users. */
    static boolean isTrustedPlace(AuthenticationRequest request) {
        return request.anonymous() == Anonymous.LOOPBACK && request.peer().loopback();
    }

    /** The answer for a client on this machine with a user name, when there are no users. */
    static AuthenticationResult admitUnchecked(AuthenticationRequest request) {
        return admit(
                request,
                request.userName(),
                "anonymous",
                "clients on this machine may connect (allow-anonymous is loopback), and there are no users to check");
    }

    /** The answer without asking any source. */
    static AuthenticationResult admit(
            AuthenticationRequest request, @Nullable String userName, String source, String rule) {
        return new AuthenticationResult(
                true, ReasonCode.SUCCESS, request.id(), userName, Explanation.of(source, rule), null, null);
    }
}
