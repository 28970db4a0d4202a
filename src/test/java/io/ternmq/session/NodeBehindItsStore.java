package io.ternmq.session;

import io.ternmq.config.Settings;
import io.ternmq.config.SettingsReader;
import io.ternmq.event.Counter;
import io.ternmq.protocol.ProtocolVersion;
import io.ternmq.protocol.Qos;
import io.ternmq.protocol.SubscriberId;
import org.springframework.core.env.StandardEnvironment;

/** A node whose sources answer and whose store commits when the test says so, with somebody who is away and gets what is published to {@code d}. */
public final class NodeBehindItsStore {
    private final DelayingStore store = new DelayingStore(3);
    private final LatePermissions sources = new LatePermissions();
    private final TestNode node;

    public NodeBehindItsStore() {
        TestNode.Parts parts = TestNode.parts();
        parts.store = store;
        parts.authorizer = sources;
        node = parts.start();
        node.answers = sources;
        TestClient absent = node.kept(ProtocolVersion.MQTT_5, "absent");
        absent.subscribe(1, Qos.AT_LEAST_ONCE, "d");
        answer();
        commit();
        absent.cut();
        commit();
    }

    /** The defaults, as they are for its sessions. */
    public Settings settings() {
        return SettingsReader.readSettings(new StandardEnvironment());
    }

    public Sessions sessions() {
        return node.sessions;
    }

    /** All that can be done is done. */
    public void settle() {
        node.settle();
    }

    /** The sources of rights answer. */
    public void answer() {
        node.answerAll();
    }

    /** The store commits what it was given. */
    public void commit() {
        store.commitAll();
        node.settle();
    }

    /** Messages over HTTP that are under way. */
    public int underWay() {
        return node.sessions.directLimits().messages();
    }

    /** Answers to messages of this client id that wait for the store. */
    public int waitingForStore(String clientId) {
        return node.sessions.homeOf(new SubscriberId("", clientId)).commits().waiters();
    }

    public long count(Counter counter) {
        return node.count(counter);
    }
}
