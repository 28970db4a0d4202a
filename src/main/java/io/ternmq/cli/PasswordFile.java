package io.ternmq.cli;

import io.ternmq.access.password.PasswordHash;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * A password file, a user name, a colon and a hash in each line, held in memory until {@link #save}. Lines that aren't touched
 * stay as they were, in their places, even when they make no sense.
 */
final class PasswordFile {
    private final Path file;
    private final List<String> lines;

    private PasswordFile(Path file, List<String> lines) {
        this.file = file;
        this.lines = lines;
    }

    /** A file without users that replaces what is there when it is saved. */
    static PasswordFile empty(Path file) {
        return new PasswordFile(file, new ArrayList<>());
    }

    static PasswordFile read(Path file) {
        try {
            return new PasswordFile(file, new ArrayList<>(Files.readAllLines(file, StandardCharsets.UTF_8)));
        } catch (IOException unreadable) {
            throw new CommandFailure("%s can't be read: %s".formatted(file, unreadable), unreadable);
        }
    }

    /** Sets the password of a user, who is added when new. */
    void put(String user, PasswordHash password) {
        String line = user + ':' + password.text();
        int at = lastLineOf(user);
        if (at < 0) {
            lines.add(line);
            return;
        }
        lines.set(at, line);
        // Of several lines the broker takes the last, so the others never counted.
        for (int i = at - 1; i >= 0; i--) {
            if (isLineOf(lines.get(i), user)) {
                lines.remove(i);
            }
        }
    }

    /** Whether the user was there. */
    boolean remove(String user) {
        return lines.removeIf(line -> isLineOf(line, user));
    }

    /** Replaces every plain password by its hash and returns how many there were. */
    int hashPlainPasswords(Function<char[], PasswordHash> hash) {
        int hashed = 0;
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i);
            int colon = line.indexOf(':');
            String password = line.substring(colon + 1);
            if (colon >= 0 && !PasswordHash.isHash(password)) {
                PasswordHash hashOf = hash.apply(password.toCharArray());
                lines.set(i, line.substring(0, colon + 1) + hashOf.text());
                hashed++;
            }
        }
        return hashed;
    }

    private int lastLineOf(String user) {
        for (int i = lines.size() - 1; i >= 0; i--) {
            if (isLineOf(lines.get(i), user)) {
                return i;
            }
        }
        return -1;
    }

    private static boolean isLineOf(String line, String user) {
        return line.startsWith(user) && line.length() > user.length() && line.charAt(user.length()) == ':';
    }

    /** Writes beside the file and renames, so that a broker which reads meanwhile sees the old or the new one, whole. */
    void save() {
        try {
            Path target = Files.exists(file) ? file.toRealPath() : file.toAbsolutePath();
            Path fresh = Files.createTempFile(target.getParent(), target.getFileName() + ".", ".tmp");
            try {
                Files.write(fresh, lines, StandardCharsets.UTF_8);
                if (Files.exists(target)) {
                    copyOwnerAndPermissions(target, fresh);
                }
                Files.move(fresh, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            } finally {
                Files.deleteIfExists(fresh);
            }
        } catch (IOException unwritable) {
            throw new CommandFailure("%s can't be written: %s".formatted(file, unwritable), unwritable);
        }
    }

    /** A new file is its owner's alone (0600); one that was there stays as readable as it was, for the broker's user too. */
    private static void copyOwnerAndPermissions(Path from, Path to) throws IOException {
        PosixFileAttributeView view = Files.getFileAttributeView(to, PosixFileAttributeView.class);
        if (view == null) {
            return;
        }
        PosixFileAttributes was = Files.readAttributes(from, PosixFileAttributes.class);
        PosixFileAttributes is = view.readAttributes();
        if (!is.group().equals(was.group())) {
            view.setGroup(was.group());
        }
        if (!is.owner().equals(was.owner())) {
            view.setOwner(was.owner());
        }
        view.setPermissions(was.permissions());
    }
}
