/** A directory as a source of users. */
@NullMarked
package io.ternmq.access.ldap;

import org.jspecify.annotations.NullMarked;
