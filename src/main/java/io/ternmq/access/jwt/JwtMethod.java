package io.ternmq.access.jwt;

import io.ternmq.access.AuthenticationRequest;
import io.ternmq.access.AuthenticationResult;
import io.ternmq.access.AuthenticationSource.Answer;
import io.ternmq.access.EnhancedAuthenticator;
import io.ternmq.access.Explanation;
import io.ternmq.access.Shown;
import io.ternmq.access.Verdict;
import io.ternmq.protocol.ReasonCode;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/**
 * Tokens by enhanced authentication: the client's data is the token, and one step decides. A connected client shows a fresh
 * token in the same way, before the old one is over.
 */
final class JwtMethod implements EnhancedAuthenticator {
    /** As clients name the method. */
    static final String METHOD = "JWT";

    private final Judge judge;

    /** Judges a token of somebody; answers exactly once. */
    interface Judge {
        void judge(String token, AuthenticationRequest request, Consumer<Answer> answer);
    }

    JwtMethod(Judge judge) {
        this.judge = judge;
    }

    @Override
    public String method() {
        return METHOD;
    }

    @Override
    public Exchange begin(AuthenticationRequest request) {
        return (data, answer) -> {
            if (data == null || data.length == 0) {
                answer.accept(new Step(ReasonCode.CONTINUE_AUTHENTICATION, null, null));
                return;
            }
            String token = new String(data, StandardCharsets.ISO_8859_1);
            if (!Shown.isToken(token)) {
                answer.accept(step(request, Answer.reject(ReasonCode.NOT_AUTHORIZED, "the data of AUTH are no token")));
            } else {
                judge.judge(token, request, said -> answer.accept(step(request, said)));
            }
        };
    }

    private static Step step(AuthenticationRequest request, Answer said) {
        String vouched = request.peer().identity();
        Answer heard = said;
        if (said.verdict() == Verdict.OK && vouched != null && !vouched.equals(said.userName())) {
            heard = Answer.reject(
                    ReasonCode.NOT_AUTHORIZED,
                    said.rule() + ", but the client is user " + Shown.quoted(vouched) + " by its certificate or proxy");
        }
        AuthenticationResult result =
                AuthenticationResult.of(request, heard, Explanation.of(JwtSource.NAME, heard.rule()));
        return new Step(result.reasonCode(), null, result);
    }
}
