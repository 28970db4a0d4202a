/** The rules and bans that the broker keeps itself, in the form in which they decide. */
@NullMarked
package io.ternmq.access.rules;

import org.jspecify.annotations.NullMarked;
