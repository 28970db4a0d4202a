/** JSON Web Tokens as a source of users, and as a method of enhanced authentication. */
@NullMarked
package io.ternmq.access.jwt;

import org.jspecify.annotations.NullMarked;
