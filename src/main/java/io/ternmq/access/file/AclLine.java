package io.ternmq.access.file;

/**
 * One line of an ACL file that allows something.
 *
 * @param number from 1
 * @param text as it stands there
 */
record AclLine(int number, String text, boolean read, boolean write) {
    boolean allows(boolean writing) {
        return writing ? write : read;
    }
}
