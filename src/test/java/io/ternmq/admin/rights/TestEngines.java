package io.ternmq.admin.rights;

import io.ternmq.access.builtin.User;
import java.util.Map;
import reactor.core.publisher.Mono;

public final class TestEngines {
    private TestEngines() {}

    static final NewPasswords PASSWORDS = new NewPasswords() {
        @Override
        public Mono<User> set(User user, String password) {
            return Mono.just(new User(
                    user.name(), "hash", null, user.groups(), user.disabled(), user.note(), user.changedAt()));
        }

        @Override
        public boolean isHash(String text) {
            return text.startsWith("$");
        }
    };
    static final RuleImpacts IMPACTS = rules -> Mono.just(RuleImpact.NONE);

    public static void addTo(Map<String, Object> parts) {
        parts.put("newPasswords", PASSWORDS);
        parts.put("ruleImpacts", IMPACTS);
    }
}
