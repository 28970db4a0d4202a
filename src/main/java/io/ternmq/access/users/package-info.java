/** The broker's own users as a source of authentication, and how their passwords are hashed. */
@NullMarked
package io.ternmq.access.users;

import org.jspecify.annotations.NullMarked;
