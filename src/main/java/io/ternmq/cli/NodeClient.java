package io.ternmq.cli;

import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that say which node is meant, and the way to it. HTTP is spoken by the JDK's small client: it starts fastest. */
final class NodeClient {
    private static final int TIMEOUT_MILLIS = 5_000;
    private static final int FOREVER = 0;
    /** Without it a node takes nobody for an operator at its own machine: a page in a browser can't send it. */
    private static final String OPERATOR = "X-TernMQ-Admin";

    /** A status is a few kilobytes for a node; more isn't one. */
    private static final int MAX_BYTES = 4 << 20;

    @Option(
            names = {"-n", "--node"},
            paramLabel = "URL",
            description = "The node's HTTP address (default: ${DEFAULT-VALUE}).",
            defaultValue = "http://localhost:8888")
    @SuppressWarnings("NullAway.Init") // picocli fills it in
    private String node;

    /** What a node answered. */
    record Answer(URL address, int code, String body) {
        boolean isGood() {
            return code == HttpURLConnection.HTTP_OK;
        }
    }

    /**
     * @param path without a slash in front
     * @throws CommandFailure when there is no answer
     */
    Answer get(String path) {
        return ask("GET", path, "application/json", TIMEOUT_MILLIS);
    }

    /**
     * Asks as an operator at the node's own machine, for text, and waits for as long as it takes.
     *
     * @param method GET, or POST when something is done
     * @param path without a slash in front
     * @throws CommandFailure when there is no answer
     */
    Answer operate(String method, String path) {
        return ask(method, path, "text/plain", FOREVER);
    }

    private Answer ask(String method, String path, String form, int patienceMillis) {
        URL address = address(path);
        try {
            if (!(address.openConnection() instanceof HttpURLConnection connection)) {
                throw new CommandFailure("Not an HTTP address: " + node);
            }
            connection.setConnectTimeout(TIMEOUT_MILLIS);
            connection.setReadTimeout(patienceMillis);
            connection.setRequestMethod(method);
            connection.setRequestProperty("Accept", form);
            connection.setRequestProperty(OPERATOR, "1");
            return answer(connection);
        } catch (IOException unreachable) {
            throw new CommandFailure("No answer from " + address + ": " + unreachable.getMessage(), unreachable);
        }
    }

    private URL address(String path) {
        try {
            return URI.create(node.endsWith("/") ? node : node + "/")
                    .resolve(path)
                    .toURL();
        } catch (IOException | IllegalArgumentException notAnAddress) {
            throw new CommandFailure("Not an HTTP address: " + node, notAnAddress);
        }
    }

    private static Answer answer(HttpURLConnection connection) throws IOException {
        int code = connection.getResponseCode();
        InputStream body =
                code < HttpURLConnection.HTTP_BAD_REQUEST ? connection.getInputStream() : connection.getErrorStream();
        return new Answer(connection.getURL(), code, text(body));
    }

    private static String text(@Nullable InputStream body) throws IOException {
        if (body == null) {
            return "";
        }
        try (body) {
            return new String(body.readNBytes(MAX_BYTES), StandardCharsets.UTF_8).strip();
        }
    }
}
