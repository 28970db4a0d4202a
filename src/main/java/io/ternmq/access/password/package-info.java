/**
 * Passwords as they are kept: hashes, and the lines of a password file. Uses nothing but the JDK, so that the command line
 * can write what the broker reads.
 */
@NullMarked
@NamedInterface("password")
package io.ternmq.access.password;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
