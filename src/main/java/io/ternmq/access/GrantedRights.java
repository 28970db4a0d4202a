package io.ternmq.access;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * What a client was granted when it was admitted as a source of its own, where the source that granted it doesn't stand among the
 * sources of rights itself. It is asked before all others, but for what an operator denies: a grant lets nobody around that.
 */
record GrantedRights(String name, Grant grant) implements AuthorizationSource {
    /** The sources, and before them the denials and what the client was granted, unless one of them answers for it. */
    static List<AuthorizationSource> before(List<AuthorizationSource> sources, Client client) {
        Grant grant = client.grant();
        if (grant == null || sources.stream().anyMatch(source -> source.name().equals(grant.source()))) {
            return sources;
        }
        List<AuthorizationSource> all = new ArrayList<>();
        for (AuthorizationSource source : sources) {
            AuthorizationSource denials = source.denials();
            if (denials != null) {
                all.add(denials);
            }
        }
        all.add(new GrantedRights(grant.source(), grant));
        all.addAll(sources);
        return all;
    }

    @Override
    public void authorize(Client client, Action action, Consumer<Answer> answer) {
        answer.accept(grant.decide(action));
    }

    /** It stays as it is as long as the client is connected. */
    @Override
    public void onChange(Runnable forget) {}
}
