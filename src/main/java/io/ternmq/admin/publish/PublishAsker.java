package io.ternmq.admin.publish;

/**
 * Who asks over HTTP for a message to be published.
 *
 * @param words for people: {@code account anna}, or a key with its name
 * @param name of the account or key alone
 * @param address where the request came from, in digits
 * @param port where the request came from
 * @param here whether it came from this machine, and by no proxy
 */
public record PublishAsker(String words, String name, String address, int port, boolean here) {
    /** The client id when none is given. */
    String clientId() {
        return "api:" + name;
    }
}
