package io.ternmq.admin.rights;

/**
 * Which refusals are wanted; an empty text stands for all.
 *
 * @param client a part of the client id
 * @param user a part of the user name
 * @param kind {@code connect}, {@code publish} and so on
 * @param text a part of anything that is told of it
 */
public record RefusedFilter(String client, String user, String kind, String text) {
    /** All that are kept. */
    public static final RefusedFilter ALL = new RefusedFilter("", "", "", "");
}
