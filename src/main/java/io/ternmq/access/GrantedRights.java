package io.ternmq.access;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** A client's own rights as a source that is asked before all others, by the name of the source that has admitted the client. */
record GrantedRights(String name, Grants grants) implements AuthorizationSource {
    /** The sources, and before them the rights of the client's own if it has any. */
    static List<AuthorizationSource> before(List<AuthorizationSource> sources, Client client) {
        Grants own = client.grants();
        if (own == null) {
            return sources;
        }
        List<AuthorizationSource> all = new ArrayList<>();
        all.add(new GrantedRights(client.admittedBy(), own));
        all.addAll(sources);
        return all;
    }

    @Override
    public void authorize(Client client, Action action, Consumer<Answer> answer) {
        answer.accept(grants.judge(client, action));
    }

    /** They stay as they are as long as the client is connected. */
    @Override
    public void onChange(Runnable forget) {}
}
