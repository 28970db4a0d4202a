package io.ternmq.observe;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/**
 * Which program this is.
 *
 * @param version TernMQ's version; "development" when it wasn't packaged
 * @param java the Java runtime's version
 */
public record BuildInfo(String version, String java) {
    private static final String FILE = "/META-INF/build-info.properties";

    /** Reads what the build wrote beside the classes. */
    static BuildInfo read() {
        Properties build = new Properties();
        try (InputStream file = BuildInfo.class.getResourceAsStream(FILE)) {
            if (file != null) {
                build.load(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("can't read " + FILE, e);
        }
        return new BuildInfo(
                build.getProperty("build.version", "development"),
                Runtime.version().toString());
    }
}
