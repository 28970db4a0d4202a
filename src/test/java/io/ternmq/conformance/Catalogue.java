package io.ternmq.conformance;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.lang.reflect.Method;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Stream;

/** What there is to show (resources of this package) and which tests and suites show it (annotations of the compiled tests). */
final class Catalogue {

    /**
     * A normative statement.
     *
     * @param id as {@link Normative} names it
     * @param concernsServer false for what only a client has to do
     */
    record Statement(String id, boolean concernsServer, String words) {}

    /** The lists of what has to be shown besides the specifications. */
    enum RowList {
        CORE("checklist.tsv", 130, Checklist::value),
        INTEGRATIONS("integrations.tsv", 31, Checklist::integrations),
        BYPASS("bypass.tsv", 20, Checklist::bypass);

        final int size;
        private final String resource;
        private final Function<Checklist, int[]> shown;

        RowList(String resource, int size, Function<Checklist, int[]> shown) {
            this.resource = resource;
            this.size = size;
            this.shown = shown;
        }
    }

    /**
     * A row of a list.
     *
     * @param status {@code tested}, {@code difference}, or {@code later:} and the room it waits for
     */
    record Row(int number, String status, String words) {}

    private Catalogue() {}

    static List<Statement> statements(String idPrefix, String resource) {
        return lines(resource).stream()
                .map(fields -> new Statement(idPrefix + fields[0], concernsServer(fields[1]), fields[2]))
                .toList();
    }

    private static boolean concernsServer(String word) {
        return switch (word) {
            case "server" -> true;
            case "client" -> false;
            default -> throw new IllegalStateException("neither server nor client: " + word);
        };
    }

    static List<Row> rows(RowList list) {
        return lines(list.resource).stream()
                .map(fields -> new Row(Integer.parseInt(fields[0]), fields[1], fields[2]))
                .toList();
    }

    private static List<String[]> lines(String resource) {
        InputStream stream = Catalogue.class.getResourceAsStream("/conformance/" + resource);
        try (BufferedReader reader = new BufferedReader(
                new InputStreamReader(Objects.requireNonNull(stream, resource), StandardCharsets.UTF_8))) {
            return reader.lines()
                    .filter(line -> !line.startsWith("#"))
                    .map(line -> line.split("\t"))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The tests by the statement numbers they carry. */
    static Map<String, TreeSet<String>> testsByStatement() {
        Map<String, TreeSet<String>> tests = new TreeMap<>();
        for (Method method : testMethods()) {
            Normative normative = method.getAnnotation(Normative.class);
            if (normative != null) {
                for (String id : normative.value()) {
                    tests.computeIfAbsent(id, key -> new TreeSet<>()).add(name(method));
                }
            }
        }
        return tests;
    }

    /** The tests by the rows of a list that they carry. */
    static Map<Integer, TreeSet<String>> testsByRow(RowList list) {
        Map<Integer, TreeSet<String>> tests = new TreeMap<>();
        for (Method method : testMethods()) {
            Checklist checklist = method.getAnnotation(Checklist.class);
            if (checklist != null) {
                for (int row : list.shown.apply(checklist)) {
                    tests.computeIfAbsent(row, key -> new TreeSet<>()).add(name(method));
                }
            }
        }
        return tests;
    }

    private static String name(Method method) {
        return method.getDeclaringClass().getName().substring("io.ternmq.".length()) + "." + method.getName();
    }

    private static List<Method> testMethods() {
        List<Method> methods = new ArrayList<>();
        Path root = compiledTests();
        try (Stream<Path> files = Files.walk(root.resolve("io/ternmq"))) {
            files.filter(file -> file.toString().endsWith("Test.class")
                            || file.toString().endsWith("Suite.class")
                            || file.toString().endsWith("IT.class"))
                    .sorted(Comparator.comparing(Path::toString))
                    .forEach(file -> methods.addAll(methodsOf(root.relativize(file))));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return methods;
    }

    private static List<Method> methodsOf(Path classFile) {
        String name = classFile.toString().replace(classFile.getFileSystem().getSeparator(), ".");
        try {
            Class<?> type = Class.forName(
                    name.substring(0, name.length() - ".class".length()), false, Catalogue.class.getClassLoader());
            return List.of(type.getDeclaredMethods());
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Path compiledTests() {
        try {
            return Path.of(Catalogue.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }
}
