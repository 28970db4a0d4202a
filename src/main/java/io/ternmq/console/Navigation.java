package io.ternmq.console;

import io.ternmq.admin.Rank;
import java.util.List;

/** The pages that the menu leads to, in groups, and who may see each. */
final class Navigation {
    private static final List<Group> ALL = List.of(
            new Group("Node", List.of(page("Overview", "/status", Rank.VIEWER))),
            new Group(
                    "Clients",
                    List.of(
                            page("Clients", "/clients", Rank.VIEWER),
                            page("Subscriptions", "/subscriptions", Rank.VIEWER),
                            page("Retained", "/retained", Rank.VIEWER))),
            new Group(
                    "Access",
                    List.of(
                            page("Refused", "/access/refused", Rank.VIEWER),
                            page("Users", "/access/users", Rank.VIEWER),
                            page("Rules", "/access/rules", Rank.VIEWER),
                            page("Tester", "/access/test", Rank.VIEWER),
                            page("Bans", "/access/bans", Rank.VIEWER),
                            page("Sources", "/access/sources", Rank.VIEWER))),
            new Group(
                    "Console",
                    List.of(
                            page("Accounts", "/accounts", Rank.ADMIN),
                            page("API keys", "/keys", Rank.ADMIN),
                            page("Audit", "/audit", Rank.ADMIN))));

    private Navigation() {}

    /** Pages that belong together. */
    record Group(String name, List<Page> pages) {}

    /** A page of the menu; it is the current one for everything below its path too. */
    record Page(String name, String path, Rank rank, boolean current) {
        private Page seenFrom(String at) {
            return new Page(name, path, rank, at.equals(path) || at.startsWith(path + "/"));
        }
    }

    private static Page page(String name, String path, Rank rank) {
        return new Page(name, path, rank, false);
    }

    /** What somebody of this rank sees who is at this path; groups without a page left out. */
    static List<Group> of(Rank rank, String at) {
        return ALL.stream()
                .map(group -> new Group(
                        group.name(),
                        group.pages().stream()
                                .filter(page -> rank.includes(page.rank()))
                                .map(page -> page.seenFrom(at))
                                .toList()))
                .filter(group -> !group.pages().isEmpty())
                .toList();
    }
}
