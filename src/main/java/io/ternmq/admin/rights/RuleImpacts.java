package io.ternmq.admin.rights;

import io.ternmq.access.AccessTester;
import io.ternmq.access.ProposedRules;
import io.ternmq.access.builtin.Rule;
import io.ternmq.access.builtin.RuleList;
import io.ternmq.admin.rights.RuleImpact.Loss;
import io.ternmq.session.RightsPreview;
import io.ternmq.session.RightsPreview.Change;
import io.ternmq.session.Sessions;
import java.util.List;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** Tells who would lose what by other rules. */
@Component
class RuleImpacts {
    private static final int MOST = 500;

    private final AccessTester tester;
    private final Sessions sessions;

    RuleImpacts(AccessTester tester, Sessions sessions) {
        this.tester = tester;
        this.sessions = sessions;
    }

    Mono<RuleImpact> of(List<Rule> then) {
        return Mono.fromSupplier(() -> proposed(then))
                .flatMap(proposed -> Mono.fromFuture(() -> sessions.preview(proposed, MOST)))
                .map(RuleImpacts::impact);
    }

    private ProposedRules proposed(List<Rule> then) {
        try {
            return tester.propose(new RuleList(0, then));
        } catch (IllegalArgumentException wrong) {
            throw RefusedChangeException.invalid("", "This can't be: " + wrong.getMessage() + ".");
        }
    }

    private static RuleImpact impact(RightsPreview preview) {
        List<Loss> losses = preview.changes().stream()
                .filter(Change::lost)
                .map(change -> new Loss(
                        change.client().mountpoint(),
                        change.client().clientId(),
                        change.userName(),
                        what(change),
                        change.rule()))
                .toList();
        int clients = (int) preview.changes().stream()
                .filter(Change::lost)
                .map(Change::client)
                .distinct()
                .count();
        int gains = preview.changes().size() - losses.size();
        return new RuleImpact(clients, losses, gains, !preview.cutShort() && preview.undecided() == 0);
    }

    private static String what(Change change) {
        return switch (change.action()) {
            case "connect" -> "stay connected";
            case "publish" -> "publish to " + change.topic();
            case "subscribe" -> "subscribe to " + change.topic();
            case "will" -> "leave a will on " + change.topic();
            default -> change.action() + " " + change.topic();
        };
    }
}
