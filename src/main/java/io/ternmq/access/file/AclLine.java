package io.ternmq.access.file;

/**
 * One line of an ACL file that allows something.
 *
 * @param rule the line as explanations cite it; made once, since every client that it was applied to remembers it
 */
record AclLine(String rule, boolean read, boolean write) {
    /**
     * @param number from 1
     * @param text as it stands there
     */
    static AclLine of(int number, String text, boolean read, boolean write) {
        return new AclLine("line %d: %s".formatted(number, text), read, write);
    }

    boolean allows(boolean writing) {
        return writing ? write : read;
    }
}
