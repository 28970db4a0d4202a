package io.ternmq.admin;

import io.ternmq.observe.Observatory;
import io.ternmq.protocol.ReasonCode;
import io.ternmq.protocol.SubscriberId;
import io.ternmq.protocol.TopicFilter;
import io.ternmq.session.SessionFilter;
import io.ternmq.session.SessionScan;
import io.ternmq.session.Sessions;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/**
 * What an operator does with the clients of a node and their sessions. Any thread; nothing here waits. What makes no sense is an
 * {@link InvalidInputException} with a sentence.
 */
@Component
public class SessionAdmin {
    private static final int SLICE = 256;
    private static final int MAX_AUDITED = 200;
    private static final String BY_OPERATOR = "disconnected by an operator";

    private final Sessions sessions;
    private final Observatory observatory;
    private final AuditTrail audit;

    SessionAdmin(Sessions sessions, Observatory observatory, AuditTrail audit) {
        this.sessions = sessions;
        this.observatory = observatory;
        this.audit = audit;
    }

    // ------------------------------------------------------------------ looking

    /**
     * Clients in the order of their client ids.
     *
     * @param cursor that of the page before; null or empty for the first page
     * @param limit at the most so many, 1 to {@value ListPage#MAX_LIMIT}
     */
    public Mono<ListPage<SessionReport>> list(ClientFilter filter, @Nullable String cursor, int limit) {
        return Scans.run(() -> {
            SessionFilter asked = filter.toSessions();
            Cursor from = Cursor.parse(cursor, 2);
            int most = ListPage.limit(limit) + from.seen();
            SubscriberId after = from.isStart() ? null : new SubscriberId(from.key(1), from.key(0));
            SessionScan.Page page = sessions.scan().page(asked, after, most, Scans.PAGE);
            List<SessionReport> found = page.sessions().stream()
                    .skip(from.seen())
                    .map(SessionReport::of)
                    .toList();
            return new ListPage<>(found, next(from, found, page.next()), page.cutShort());
        });
    }

    private static @Nullable String next(Cursor from, List<SessionReport> found, @Nullable SubscriberId last) {
        List<String> given = found.stream().map(SessionReport::clientId).toList();
        return last == null
                ? null
                : from.behind(last.clientId(), given, last.mountpoint()).text();
    }

    /** How many clients there are. */
    public Mono<Preview> count(ClientFilter filter) {
        return Scans.run(() -> count(filter.toSessions()));
    }

    private Preview count(SessionFilter filter) {
        SessionScan.Count count = sessions.scan().count(filter, Scans.COUNT);
        return new Preview(count.sessions(), count.complete());
    }

    /** Everything about a client; empty when it has no session. */
    public Mono<ClientReport> find(ClientName client) {
        return id(client)
                .flatMap(id -> Scans.ask(() -> sessions.details(id))
                        .flatMap(Mono::justOrEmpty)
                        .map(details ->
                                ClientReport.of(details, observatory.timelines().of(id))));
    }

    /** What happened to a client, the latest first, whether it has a session now or not. */
    public List<TimelineReport> timeline(ClientName client) {
        String name = client.id();
        return name == null
                ? List.of()
                : TimelineReport.of(observatory.timelines().of(new SubscriberId(client.mountpoint(), name)));
    }

    private Mono<SubscriberId> id(ClientName client) {
        String name = client.id();
        return name != null
                ? Mono.just(new SubscriberId(client.mountpoint(), name))
                : Scans.run(() -> client.search(sessions.scan())).flatMap(Mono::justOrEmpty);
    }

    // ------------------------------------------------------------------ changing

    /**
     * Disconnects a client; its will is published.
     *
     * @param cleanup whether its session ends too, with subscriptions and waiting messages
     * @return whether there was a session
     */
    public Mono<Boolean> disconnect(Author author, ClientName client, boolean cleanup) {
        return id(client)
                .flatMap(id -> Scans.ask(() -> disconnect(id, cleanup))
                        .flatMap(done -> done
                                ? audit.record(
                                                author,
                                                action(cleanup),
                                                Words.name(id.toString(), MAX_AUDITED),
                                                null,
                                                null)
                                        .thenReturn(true)
                                : Mono.just(false)))
                .defaultIfEmpty(false);
    }

    private static String action(boolean cleanup) {
        return cleanup ? "client.remove" : "client.disconnect";
    }

    private CompletableFuture<Boolean> disconnect(SubscriberId id, boolean cleanup) {
        return sessions.disconnect(id, ReasonCode.ADMINISTRATIVE_ACTION, BY_OPERATOR, cleanup);
    }

    /**
     * Disconnects many clients, some hundred at a time: only when those are gone it goes on with others.
     *
     * @param confirmed how many the operator was told it would be; no more are disconnected
     * @param cleanup whether their sessions end too; else only those count that are connected
     */
    public Mono<BulkReport> disconnectAll(Author author, ClientFilter filter, long confirmed, boolean cleanup) {
        return Scans.run(() -> disconnectAll(whom(filter, cleanup), confirmed, cleanup))
                .flatMap(done -> audit.record(
                                author,
                                action(cleanup) + "-many",
                                filter.isEmpty() ? "all" : "filtered",
                                filter,
                                Map.of("clients", done.done()))
                        .thenReturn(done));
    }

    /** How many {@link #disconnectAll} would concern. */
    public Mono<Preview> previewDisconnect(ClientFilter filter, boolean cleanup) {
        return Scans.run(() -> count(whom(filter, cleanup)));
    }

    private static SessionFilter whom(ClientFilter filter, boolean cleanup) {
        SessionFilter asked = filter.toSessions();
        return cleanup || asked.online() != null ? asked : asked.connected();
    }

    private BulkReport disconnectAll(SessionFilter filter, long confirmed, boolean cleanup) {
        SubscriberId last = null;
        long done = 0;
        while (done < confirmed) {
            int slice = (int) Math.min(SLICE, confirmed - done);
            List<SubscriberId> some = sessions.scan().ids(filter, last, slice, Scans.COUNT);
            if (some.isEmpty()) {
                break;
            }
            last = some.get(some.size() - 1);
            done += disconnectSlice(some, cleanup);
        }
        return new BulkReport(confirmed, done, count(filter).count());
    }

    private long disconnectSlice(List<SubscriberId> some, boolean cleanup) {
        List<CompletableFuture<Boolean>> under =
                some.stream().map(id -> disconnect(id, cleanup)).toList();
        return under.stream().filter(CompletableFuture::join).count();
    }

    /**
     * Takes a subscription back in a client's name.
     *
     * @return whether there was one
     */
    public Mono<Boolean> unsubscribe(Author author, ClientName client, String filter) {
        TopicFilter parsed = Topics.filter(filter);
        return id(client)
                .flatMap(id -> Scans.ask(() -> sessions.unsubscribe(id, parsed))
                        .flatMap(done -> done
                                ? audit.record(
                                                author,
                                                "client.unsubscribe",
                                                Words.name(id.toString(), MAX_AUDITED),
                                                filter,
                                                null)
                                        .thenReturn(true)
                                : Mono.just(false)))
                .defaultIfEmpty(false);
    }

    /**
     * Asks anew whether a connected client may have its subscriptions, and takes back those that it may not.
     *
     * @return the topic filters taken back
     */
    public Mono<List<String>> reauthorize(Author author, ClientName client) {
        return id(client)
                .flatMap(id -> Scans.ask(() -> sessions.reauthorize(id))
                        .map(taken -> taken.stream().map(TopicFilter::toString).toList())
                        .flatMap(taken -> audit.record(
                                        author,
                                        "client.reauthorize",
                                        Words.name(id.toString(), MAX_AUDITED),
                                        null,
                                        taken)
                                .thenReturn(taken)))
                .defaultIfEmpty(List.of());
    }
}
