package io.ternmq.console.rights;

import io.ternmq.admin.rights.RefusedReport;
import io.ternmq.admin.rights.TestQuestion;
import org.jspecify.annotations.Nullable;
import org.springframework.web.util.UriComponentsBuilder;

/**
 * The form of the tester. What a browser doesn't send is null.
 *
 * @param live whether the client with this id is asked for that is connected
 * @param refusal the number of a refusal that fills the form in; null for none
 */
record TestForm(
        @Nullable Boolean live,
        @Nullable String mountpoint,
        @Nullable String client,
        @Nullable String user,
        @Nullable String address,
        @Nullable String listener,
        @Nullable String action,
        @Nullable String topic,
        @Nullable Integer qos,
        @Nullable Boolean retain,
        @Nullable Long refusal) {

    static TestForm of(RefusedReport refused) {
        return new TestForm(
                null,
                refused.mountpoint(),
                refused.clientId(),
                refused.userName(),
                host(refused.address()),
                refused.listener(),
                refused.kind().equals("stay connected") ? "connect" : refused.kind(),
                refused.topic(),
                refused.qos(),
                refused.retain(),
                null);
    }

    /** An address without its port. */
    private static String host(String address) {
        int colon = address.lastIndexOf(':');
        String host = colon < 0 ? address : address.substring(0, colon);
        return host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
    }

    /** Whether there is a question, and not only a page that is opened. */
    boolean asks() {
        return action != null;
    }

    TestQuestion question() {
        return new TestQuestion(
                Boolean.TRUE.equals(live),
                text(mountpoint),
                text(client),
                user == null || user.isEmpty() ? null : user,
                text(address).strip(),
                text(listener),
                text(action),
                text(topic),
                qos == null ? 0 : qos,
                Boolean.TRUE.equals(retain));
    }

    /** The path that asks the same again. */
    String path() {
        return UriComponentsBuilder.fromPath("/access/test")
                .queryParam("live", "{live}")
                .queryParam("mountpoint", "{mountpoint}")
                .queryParam("client", "{client}")
                .queryParam("user", "{user}")
                .queryParam("address", "{address}")
                .queryParam("listener", "{listener}")
                .queryParam("action", "{action}")
                .queryParam("topic", "{topic}")
                .queryParam("qos", "{qos}")
                .queryParam("retain", "{retain}")
                .encode()
                .buildAndExpand(
                        Boolean.TRUE.equals(live),
                        text(mountpoint),
                        text(client),
                        text(user),
                        text(address),
                        text(listener),
                        text(action),
                        text(topic),
                        qos == null ? 0 : qos,
                        Boolean.TRUE.equals(retain))
                .toUriString();
    }

    private static String text(@Nullable String text) {
        return text == null ? "" : text;
    }
}
