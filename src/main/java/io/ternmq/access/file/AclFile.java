package io.ternmq.access.file;

import io.ternmq.access.Action;
import io.ternmq.access.AuthorizationSource;
import io.ternmq.access.Client;
import io.ternmq.access.Shown;
import io.ternmq.access.SourceHealth;
import io.ternmq.access.Verdict;
import io.ternmq.event.EventBus;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** An ACL file in VerneMQ's format as a source of rights. Thread safe; {@link #poll()} by one thread at a time. */
public final class AclFile implements AuthorizationSource, ReplaceableFile {
    /** What settings and explanations call it. */
    public static final String NAME = "acl-file";

    private static final Logger LOG = LoggerFactory.getLogger(AclFile.class);

    private final List<Runnable> onChange = new CopyOnWriteArrayList<>();
    private final WatchedFile<AclRules> file;

    /** @throws io.ternmq.config.StartupException when the file isn't there or can't be understood */
    public AclFile(Path path, EventBus events) {
        this.file = new WatchedFile<>(
                "ternmq.access.acl-file", NAME, path, false, AclRules::parse, events, this::onNewRules);
        warnIfEmpty(file.content());
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public SourceHealth health() {
        return file.health();
    }

    @Override
    public void onChange(Runnable forget) {
        onChange.add(forget);
    }

    @Override
    public void authorize(Client client, Action action, Consumer<Answer> answer) {
        AclLine line = file.content().find(client, action);
        answer.accept(
                line == null ? new Answer(Verdict.NEXT, missing(client, action)) : new Answer(Verdict.OK, line.rule()));
    }

    /** What to write so that it is allowed, in a form that holds for this topic alone. */
    private String missing(Client client, Action action) {
        String right = action instanceof Action.Publish publish
                ? "topic write " + publish.topic()
                : "topic read " + ((Action.Subscribe) action).filter().unshared();
        String userName = client.userName();
        String where = userName == null ? "before the first user line" : "below " + Shown.quoted("user " + userName);
        return "no line of %s allows it; %s %s would".formatted(file.path(), Shown.quoted(right), where);
    }

    static String shown(String text) {
        return Shown.quoted(text);
    }

    private void onNewRules(AclRules rules) {
        onChange.forEach(Runnable::run);
        warnIfEmpty(rules);
    }

    private void warnIfEmpty(AclRules rules) {
        if (rules.size() == 0) {
            LOG.warn("The ACL file has no rules, so that nobody may do anything");
        }
    }

    @Override
    public boolean poll() {
        return file.poll();
    }

    @Override
    public Runnable prepare(Path other) throws UnusableFileException {
        WatchedFile.Reading<AclRules> read = file.read(other);
        return () -> file.follow(read);
    }
}
