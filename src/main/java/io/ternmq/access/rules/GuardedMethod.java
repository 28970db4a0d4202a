package io.ternmq.access.rules;

import io.ternmq.access.AuthenticationRequest;
import io.ternmq.access.AuthenticationResult;
import io.ternmq.access.EnhancedAuthenticator;
import java.util.function.Consumer;

/** A method of enhanced authentication whose successes are judged by the guard, as those of other sources are. */
public record GuardedMethod(EnhancedAuthenticator guarded, ConnectGuard guard) implements EnhancedAuthenticator {
    @Override
    public String method() {
        return guarded.method();
    }

    @Override
    public Exchange begin(AuthenticationRequest request) {
        Exchange exchange = guarded.begin(request);
        AuthenticationRequest vouched = request.vouched();
        return (data, answer) -> guard.whenReady(
                vouched,
                () -> exchange.step(data, step -> judge(vouched, step, answer)),
                refused -> answer.accept(new Step(refused.reasonCode(), null, refused)));
    }

    private void judge(AuthenticationRequest request, Step step, Consumer<Step> answer) {
        AuthenticationResult result = step.result();
        if (result == null || !result.admitted()) {
            answer.accept(step);
            return;
        }
        guard.judge(
                request,
                result,
                judged -> answer.accept(
                        judged.admitted()
                                ? new Step(step.reasonCode(), step.data(), judged)
                                : new Step(judged.reasonCode(), null, judged)));
    }
}
