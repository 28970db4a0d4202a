/**
 * The pages about users, rules and bans, and about who was refused and why.
 */
@NullMarked
package io.ternmq.console.rights;

import org.jspecify.annotations.NullMarked;
