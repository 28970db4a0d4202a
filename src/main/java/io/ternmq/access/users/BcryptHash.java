package io.ternmq.access.users;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.springframework.security.crypto.bcrypt.BCrypt;

/** A bcrypt hash, as other programs make them. Of a password, bcrypt takes 72 bytes. */
record BcryptHash(String text) implements StoredPassword {
    private static final Pattern FORM = Pattern.compile("\\$2[aby]?\\$(\\d\\d)\\$[./A-Za-z0-9]{53}");

    /** More would keep a processor busy for seconds. */
    private static final int MAX_COST = 16;

    private static final int MIN_COST = 4;

    static BcryptHash parse(String text) {
        Matcher form = FORM.matcher(text);
        if (!form.matches()) {
            throw new IllegalArgumentException("is no bcrypt hash");
        }
        int cost = Integer.parseInt(form.group(1));
        if (cost < MIN_COST || cost > MAX_COST) {
            throw new IllegalArgumentException("is a bcrypt hash with a cost outside of 4 to 16");
        }
        return new BcryptHash(text);
    }

    @Override
    public boolean verify(byte[] passwordUtf8) {
        return BCrypt.checkpw(passwordUtf8, text);
    }

    @Override
    public boolean isSlow() {
        return true;
    }

    @Override
    public String toString() {
        return "BcryptHash";
    }
}
