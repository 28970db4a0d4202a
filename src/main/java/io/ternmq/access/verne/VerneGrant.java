package io.ternmq.access.verne;

import io.ternmq.access.Action;
import io.ternmq.access.AuthorizationSource.Answer;
import io.ternmq.access.Grant;
import io.ternmq.protocol.TopicFilter;
import java.util.List;

/** What one connected client may do by a row of a database; may be read anew. Thread safe. */
final class VerneGrant implements Grant {
    private final VerneSource source;
    private final Identity who;
    private final String rowClientId;
    private volatile VerneAcl acl;
    private volatile long fingerprint;
    private volatile boolean ended;

    /** @param row whose password was right */
    VerneGrant(VerneSource source, Identity who, Row row, VerneAcl acl) {
        this.source = source;
        this.who = who;
        this.rowClientId = row.clientId();
        this.acl = acl;
        this.fingerprint = row.fingerprint();
    }

    @Override
    public String source() {
        return source.name();
    }

    Identity who() {
        return who;
    }

    /** Whether it stands on this row. */
    boolean isOf(Row row) {
        return row.clientId().equals(rowClientId);
    }

    /** Whether the row says what it said before. */
    boolean isSame(Row row) {
        return !ended && row.fingerprint() == fingerprint;
    }

    void become(VerneAcl now, long nowFingerprint) {
        ended = false;
        acl = now;
        fingerprint = nowFingerprint;
    }

    /** The row is gone: nothing is allowed any more. Gives whether something was. */
    boolean end() {
        boolean before = !ended;
        become(VerneAcl.nothing(source()), 0);
        ended = true;
        return before;
    }

    @Override
    public Answer decide(Action action) {
        return acl.decide(action);
    }

    @Override
    public List<TopicFilter> meant(TopicFilter filter) {
        List<TopicFilter> replaced = acl.replaced(filter);
        return replaced == null ? List.of(filter) : replaced;
    }

    @Override
    public void renew(Runnable done) {
        source.renew(this, done);
    }
}
