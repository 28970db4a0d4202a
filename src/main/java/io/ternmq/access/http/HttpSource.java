package io.ternmq.access.http;

import io.ternmq.access.Action;
import io.ternmq.access.AuthenticationRequest;
import io.ternmq.access.AuthenticationSource;
import io.ternmq.access.AuthorizationSource;
import io.ternmq.access.Client;
import io.ternmq.access.Grant;
import io.ternmq.access.SourceHealth;
import io.ternmq.access.Verdict;
import io.ternmq.access.outside.AclList;
import io.ternmq.access.outside.Authorities;
import io.ternmq.access.outside.HttpCaller;
import io.ternmq.access.remote.Guard;
import io.ternmq.access.remote.GuardOptions;
import io.ternmq.access.remote.Promise;
import io.ternmq.access.remote.Reply;
import io.ternmq.config.HttpAccessSettings;
import io.ternmq.config.StartupException;
import io.ternmq.event.EventBus;
import io.ternmq.protocol.ReasonCode;
import io.ternmq.protocol.SubscriberId;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A web server as a source of users and rights. Whatever it says but allow, deny and ignore in the form that is documented, is a
 * failure, and a failure is a no. Thread safe.
 */
public final class HttpSource implements AuthenticationSource, AuthorizationSource, AutoCloseable {
    /** What settings and explanations call it. */
    public static final String NAME = "http";

    private static final Logger LOG = LoggerFactory.getLogger(HttpSource.class);
    private static final int LONGEST_ANSWER = 256 * 1024;

    private final HttpAccessSettings settings;
    private final List<String> headers;
    private final HttpCaller caller;
    private final Guard guard;

    /** @throws StartupException when a setting is wrong; that the server can't be reached is no reason not to start */
    public HttpSource(HttpAccessSettings settings, EventBus events, ScheduledExecutorService timer) {
        this.settings = settings;
        this.headers = headers(settings);
        warnOfClearText("connect-url", settings.connectUrl());
        warnOfClearText("publish-url", settings.publishUrl());
        warnOfClearText("subscribe-url", settings.subscribeUrl());
        this.caller = new HttpCaller(
                "access-http",
                Authorities.read("ternmq.access.http.authorities", settings.authorities()),
                settings.timeLimit(),
                LONGEST_ANSWER);
        this.guard = new Guard(
                NAME,
                GuardOptions.of(settings.timeLimit(), settings.maxUnderWay()).secrets(secrets(headers)),
                events,
                timer);
    }

    private static List<String> headers(HttpAccessSettings settings) {
        List<String> namesAndValues = new ArrayList<>();
        for (String header : settings.headers()) {
            int colon = header.indexOf(':');
            if (colon <= 0) {
                throw new StartupException("ternmq.access.http.headers has one that is not name: value");
            }
            namesAndValues.add(header.substring(0, colon).strip());
            namesAndValues.add(header.substring(colon + 1).strip());
        }
        return List.copyOf(namesAndValues);
    }

    private static List<String> secrets(List<String> namesAndValues) {
        List<String> values = new ArrayList<>();
        for (int i = 1; i < namesAndValues.size(); i += 2) {
            values.add(namesAndValues.get(i));
        }
        return values;
    }

    private void warnOfClearText(String setting, String url) {
        if (url.isEmpty()) {
            return;
        }
        URI uri = HttpCaller.uri("ternmq.access.http." + setting, url);
        if (uri.getScheme().toLowerCase(Locale.ROOT).equals("http")) {
            LOG.warn("What clients say of themselves, and their passwords, travel to {} in the clear", uri.getHost());
        }
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public SourceHealth health() {
        return guard.health();
    }

    /** What the server thinks of later isn't heard of before decisions that are remembered expire. */
    @Override
    public void onChange(Runnable forget) {}

    // ------------------------------------------------------------------ who is it

    @Override
    public void authenticate(AuthenticationRequest request, Consumer<AuthenticationSource.Answer> answer) {
        if (settings.connectUrl().isEmpty()) {
            answer.accept(AuthenticationSource.Answer.next(""));
            return;
        }
        ask(
                settings.connectUrl(),
                HttpQuestions.connect(request),
                reply -> answer.accept(connectAnswer(request, reply)));
    }

    private static AuthenticationSource.Answer connectAnswer(AuthenticationRequest request, Reply<HttpAnswer> reply) {
        if (reply instanceof Reply.Refused<HttpAnswer> refused) {
            return refused.rejection();
        }
        HttpAnswer said = ((Reply.Answered<HttpAnswer>) reply).value();
        String rule = said.words();
        return switch (said.verdict()) {
            case NEXT -> AuthenticationSource.Answer.next(rule);
            case REJECT -> AuthenticationSource.Answer.reject(ReasonCode.BAD_USER_NAME_OR_PASSWORD, rule);
            case OK -> admit(request, said, rule);
        };
    }

    private static AuthenticationSource.Answer admit(AuthenticationRequest request, HttpAnswer said, String rule) {
        String userName = said.userName() == null ? request.userName() : said.userName();
        SubscriberId id = said.clientId() == null
                ? request.id()
                : new SubscriberId(request.id().mountpoint(), said.clientId());
        AuthenticationSource.Answer admitted = AuthenticationSource.Answer.ok(rule)
                .as(id, userName)
                .in(said.groups())
                .until(said.endsAtMillis());
        if (said.acl() == null) {
            return admitted;
        }
        try {
            return admitted.granting(AclList.parse(NAME, said.acl(), id, userName));
        } catch (IllegalArgumentException wrong) {
            return AuthenticationSource.Answer.reject(
                    ReasonCode.NOT_AUTHORIZED, rule + ", but the acl that it told " + wrong.getMessage());
        }
    }

    // ------------------------------------------------------------------ what may it do

    @Override
    public void authorize(Client client, Action action, Consumer<AuthorizationSource.Answer> answer) {
        Grant grant = client.grant();
        if (grant != null && grant.source().equals(NAME)) {
            answer.accept(grant.decide(action));
            return;
        }
        String url = action instanceof Action.Publish ? settings.publishUrl() : settings.subscribeUrl();
        if (url.isEmpty()) {
            answer.accept(new AuthorizationSource.Answer(Verdict.NEXT, ""));
            return;
        }
        ask(url, HttpQuestions.action(client, action), reply -> answer.accept(actionAnswer(reply)));
    }

    private static AuthorizationSource.Answer actionAnswer(Reply<HttpAnswer> reply) {
        if (reply instanceof Reply.Answered<HttpAnswer> answered) {
            return new AuthorizationSource.Answer(
                    answered.value().verdict(), answered.value().words());
        }
        return ((Reply.Refused<HttpAnswer>) reply).denial();
    }

    // ------------------------------------------------------------------ asking

    private void ask(String url, byte[] body, Consumer<Reply<HttpAnswer>> answer) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url))
                .header("Content-Type", "application/json")
                .header("Accept", "application/json")
                .POST(HttpRequest.BodyPublishers.ofByteArray(body));
        if (!headers.isEmpty()) {
            request.headers(headers.toArray(String[]::new));
        }
        guard.<HttpAnswer>ask(promise -> caller.send(request.build(), promise, HttpSource::parse), answer);
    }

    private static void parse(byte[] body, Promise<HttpAnswer> promise) {
        try {
            promise.answer(HttpAnswer.parse(body));
        } catch (IOException notAsDocumented) {
            promise.fail(notAsDocumented);
        }
    }

    @Override
    public void close() {
        caller.close();
    }
}
