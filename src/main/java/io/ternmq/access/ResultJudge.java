package io.ternmq.access;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * A source when it is asked about what another one has rewritten an action to. Its no counts. Its yes counts only where results
 * have to be allowed for their own sake; nothing is rewritten twice.
 *
 * @param grants whether its yes counts
 */
record ResultJudge(AuthorizationSource source, boolean grants) implements AuthorizationSource {
    /**
     * Who is asked. Where the entry that rewrites is the grant of the result as well, those who come before its source, whose no the
     * client would have met, and what the others deny explicitly; none of them says yes, so somebody has to say it at the end.
     *
     * @param sources of the client
     * @param rewriter the one of them that rewrites
     * @param grantsResults whether results have to be allowed, too
     */
    static List<AuthorizationSource> all(
            List<AuthorizationSource> sources, AuthorizationSource rewriter, boolean grantsResults) {
        List<AuthorizationSource> judges = new ArrayList<>(sources.size() + 1);
        boolean before = true;
        for (AuthorizationSource source : sources) {
            before &= source != rewriter;
            AuthorizationSource denials = source.denials();
            if (grantsResults || denials == null && before) {
                judges.add(new ResultJudge(source, grantsResults));
            } else if (denials != null) {
                judges.add(new ResultJudge(denials, false));
            }
        }
        if (!grantsResults) {
            judges.add(new Granted(rewriter.name()));
        }
        return judges;
    }

    @Override
    public String name() {
        return source.name();
    }

    @Override
    public void authorize(Client client, Action action, Consumer<Answer> answer) {
        source.authorize(client, action, said -> answer.accept(judgement(said)));
    }

    private Answer judgement(Answer said) {
        Terms terms = said.terms();
        if (said.verdict() != Verdict.OK) {
            return said;
        } else if (!grants) {
            return new Answer(Verdict.NEXT, "", terms.sizes());
        }
        return terms.asResult()
                ? new Answer(Verdict.NEXT, said.rule() + ", which only leads there")
                : new Answer(Verdict.OK, said.rule(), said.ruleId(), terms.sizes());
    }

    /** The source in whose place it stands tells it. */
    @Override
    public void onChange(Runnable forget) {}

    /** The entry that rewrites, as the grant of what it rewrites to. */
    private record Granted(String name) implements AuthorizationSource {
        @Override
        public void authorize(Client client, Action action, Consumer<Answer> answer) {
            answer.accept(new Answer(Verdict.OK, ""));
        }

        @Override
        public void onChange(Runnable forget) {}
    }
}
