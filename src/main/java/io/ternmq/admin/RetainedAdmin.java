package io.ternmq.admin;

import io.ternmq.protocol.Publish;
import io.ternmq.protocol.Topic;
import io.ternmq.protocol.TopicFilter;
import io.ternmq.retained.RetainedBrowser;
import io.ternmq.retained.RetainedBrowser.Level;
import io.ternmq.retained.RetainedBrowser.Levels;
import io.ternmq.routing.Routing;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/**
 * What an operator does with the retained messages of a node. Any thread; nothing here waits. What makes no sense is an
 * {@link InvalidInputException} with a sentence. Payloads are shown to those who ask for them and reach no log.
 */
@Component
public class RetainedAdmin {
    private static final int MAX_AUDITED = 200;

    private final Routing routing;
    private final RetainedBrowser browser;
    private final AuditTrail audit;

    RetainedAdmin(Routing routing, AuditTrail audit) {
        this.routing = routing;
        this.browser = new RetainedBrowser(routing.retained());
        this.audit = audit;
    }

    // ------------------------------------------------------------------ looking

    /** The mountpoints that have had retained messages, in order. */
    public List<String> mountpoints() {
        return routing.retained().mountpoints().stream().sorted().toList();
    }

    /**
     * Retained messages that match a topic filter, by topic; those that have expired are left out.
     *
     * @param filter null or empty for all, those of {@code $} topics too
     * @param cursor that of the page before; null or empty for the first page
     * @param limit 1 to {@value ListPage#MAX_LIMIT}
     */
    public Mono<RetainedPage> list(String mountpoint, @Nullable String filter, @Nullable String cursor, int limit) {
        return Scans.run(() -> {
            Cursor from = Cursor.parse(cursor, 1);
            int most = ListPage.limit(limit) + from.seen();
            String after = from.isStart() ? null : from.key(0);
            RetainedBrowser.Page page = browser.page(mountpoint, filterOrAll(filter), after, most, Scans.PAGE);
            List<RetainedReport> found = page.messages().stream()
                    .skip(from.seen())
                    .map(RetainedReport::of)
                    .toList();
            List<String> topics = found.stream().map(RetainedReport::topic).toList();
            String next = page.more() && !topics.isEmpty()
                    ? from.behind(topics.get(topics.size() - 1), topics).text()
                    : null;
            return new RetainedPage(found, next, page.matching(), page.complete());
        });
    }

    private static @Nullable TopicFilter filterOrAll(@Nullable String filter) {
        return filter == null || filter.isEmpty() ? null : Topics.filter(filter);
    }

    /**
     * The levels below a place of the tree, by name.
     *
     * @param path the topic levels that lead there; null for the first levels
     * @param cursor that of the page before; null or empty for the first page
     * @param limit 1 to {@value ListPage#MAX_LIMIT}
     */
    public Mono<RetainedLevels> levels(String mountpoint, @Nullable String path, @Nullable String cursor, int limit) {
        return Scans.run(() -> {
            Cursor from = Cursor.parse(cursor, 1);
            int most = ListPage.limit(limit) + from.seen();
            String after = from.isStart() ? null : from.key(0);
            Levels found = browser.levels(mountpoint, path, after, most, Scans.PAGE);
            List<RetainedLevels.Level> levels = found.levels().stream()
                    .skip(from.seen())
                    .map(level -> report(path, level))
                    .toList();
            List<String> names = levels.stream().map(RetainedLevels.Level::name).toList();
            String next = found.more() && !names.isEmpty()
                    ? from.behind(names.get(names.size() - 1), names).text()
                    : null;
            return new RetainedLevels(path, levels, next, found.cutShort());
        });
    }

    private static RetainedLevels.Level report(@Nullable String path, Level level) {
        Publish message = level.message();
        return new RetainedLevels.Level(
                level.name(),
                path == null ? level.name() : path + "/" + level.name(),
                message == null ? null : RetainedReport.of(message),
                level.below(),
                level.more(),
                level.deeper());
    }

    /**
     * The message of a topic; empty when there is none.
     *
     * @param payload whether the payload is asked for
     */
    public Mono<RetainedPayload> find(String mountpoint, String topic, boolean payload) {
        return Scans.run(() -> {
                    Topic asked = Topics.topic(topic);
                    Publish message = routing.retained().find(mountpoint, asked, System.currentTimeMillis());
                    return Optional.ofNullable(message).map(found -> PayloadText.of(found, payload));
                })
                .flatMap(Mono::justOrEmpty);
    }

    // ------------------------------------------------------------------ changing

    /**
     * Deletes the retained message of a topic; subscribers are not told.
     *
     * @return whether there was one
     */
    public Mono<Boolean> delete(Author author, String mountpoint, String topic) {
        Topic asked = Topics.topic(topic);
        return Scans.ask(() -> routing.removeRetained(mountpoint, asked))
                .flatMap(done -> done
                        ? audit.record(author, "retained.delete", Words.name(topic, MAX_AUDITED), null, null)
                                .thenReturn(true)
                        : Mono.just(false));
    }

    /** How many {@link #deleteAll} would delete. */
    public Mono<Preview> previewDelete(String mountpoint, String filter) {
        return Scans.run(() -> count(mountpoint, Topics.filter(filter)));
    }

    private Preview count(String mountpoint, TopicFilter filter) {
        RetainedBrowser.Page page = browser.page(mountpoint, filter, null, 0, Scans.COUNT);
        return new Preview(page.matching(), page.complete());
    }

    /**
     * Deletes the retained messages that match a topic filter, some hundred at a time; subscribers are not told.
     *
     * @param confirmed how many the operator was told it would be; no more are deleted
     */
    public Mono<BulkReport> deleteAll(Author author, String mountpoint, String filter, long confirmed) {
        TopicFilter asked = Topics.filter(filter);
        return Scans.ask(() -> routing.removeRetained(mountpoint, asked, confirmed))
                .flatMap(done -> Scans.run(() ->
                        new BulkReport(confirmed, done, count(mountpoint, asked).count())))
                .flatMap(done -> audit.record(
                                author,
                                "retained.delete-many",
                                Words.name(filter, MAX_AUDITED),
                                null,
                                Map.of("mountpoint", mountpoint, "messages", done.done()))
                        .thenReturn(done));
    }
}
