package io.ternmq.cli;

import io.ternmq.access.password.Crypto;
import io.ternmq.access.password.PasswordHash;
import io.ternmq.access.password.ScramKeys;
import io.ternmq.access.password.Sha512Hash;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Keeps a password file, with the options of VerneMQ's {@code vmq-passwd}. */
@Command(
        name = "passwd",
        description = {
            "Adds a user to a password file or changes the password of one.",
            "The password is asked for twice, or read from the first two lines of the input when that is no terminal."
        },
        mixinStandardHelpOptions = true)
final class PasswdCommand implements Callable<Integer> {
    @Option(names = "-c", description = "Create the file; refuses when it exists.")
    private boolean create;

    @Option(names = "-f", description = "With -c: overwrite the file when it exists.")
    private boolean force;

    @Option(names = "-D", description = "Delete the user instead.")
    private boolean delete;

    @Option(names = "-U", description = "Convert a file of plain user:password lines to hashes.")
    private boolean convert;

    @Option(
            names = "--scram",
            description =
                    "Keep the password so that clients may log in with SCRAM-SHA-256 too; VerneMQ can't read that.")
    private boolean scram;

    @Parameters(index = "0", paramLabel = "FILE", description = "The password file.")
    @SuppressWarnings("NullAway.Init") // picocli fills it in
    private Path file;

    @Parameters(index = "1", arity = "0..1", paramLabel = "USER", description = "The user name, without a colon.")
    private @Nullable String user;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli fills it in
    private CommandSpec spec;

    @Override
    public Integer call() {
        checkUsage();
        if (convert) {
            convert();
        } else if (delete) {
            delete(requiredUser());
        } else {
            setPassword(requiredUser());
        }
        return 0;
    }

    private void checkUsage() {
        int modes = (create ? 1 : 0) + (delete ? 1 : 0) + (convert ? 1 : 0);
        if (modes > 1) {
            throw usage("-c, -D and -U exclude each other");
        }
        if (force && !create) {
            throw usage("-f goes with -c only");
        }
        if (delete && scram) {
            throw usage("--scram goes with setting or converting passwords only");
        }
        if (convert && user != null) {
            throw usage("-U takes a file and no user");
        }
    }

    private void convert() {
        PasswordFile passwords = existing();
        int converted = passwords.hashPlainPasswords(this::hash);
        passwords.save();
        say("%d password(s) of %s hashed".formatted(converted, file));
    }

    private void delete(String name) {
        PasswordFile passwords = existing();
        if (passwords.remove(name)) {
            passwords.save();
        } else {
            warn("User %s isn't in %s".formatted(name, file));
        }
    }

    private void setPassword(String name) {
        PasswordFile passwords = create ? created() : existing();
        passwords.put(name, hash(PasswordInput.open(spec.commandLine().getErr()).newPassword()));
        passwords.save();
    }

    /** The characters are wiped. */
    private PasswordHash hash(char[] password) {
        byte[] utf8 = Crypto.utf8(password);
        PasswordHash hash =
                scram ? ScramKeys.ofPassword(utf8, ScramKeys.DEFAULT_ITERATIONS) : Sha512Hash.ofPassword(utf8);
        Arrays.fill(utf8, (byte) 0);
        return hash;
    }

    private PasswordFile created() {
        if (Files.exists(file)) {
            if (!force) {
                throw new CommandFailure("%s exists; -cf overwrites it".formatted(file));
            }
            warn("%s exists and is overwritten".formatted(file));
        }
        return PasswordFile.empty(file);
    }

    private PasswordFile existing() {
        if (!Files.exists(file)) {
            throw new CommandFailure("%s doesn't exist; -c creates it".formatted(file));
        }
        return PasswordFile.read(file);
    }

    private String requiredUser() {
        if (user == null || user.isEmpty()) {
            throw usage("Missing user name");
        }
        if (user.indexOf(':') >= 0 || user.chars().anyMatch(Character::isISOControl)) {
            throw usage("A user name can't have a colon or a control character");
        }
        return user;
    }

    private ParameterException usage(String message) {
        return new ParameterException(spec.commandLine(), message);
    }

    private void say(String line) {
        spec.commandLine().getOut().println(line);
        spec.commandLine().getOut().flush();
    }

    private void warn(String line) {
        spec.commandLine().getErr().println(line);
        spec.commandLine().getErr().flush();
    }
}
