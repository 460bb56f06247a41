package org.youthhome.kernel;

import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One page of a list, as the contract shows every list.
 *
 * @param items at most as many as were asked for
 * @param next what to hand in as {@code after} for the page that follows; null on the last one
 */
public record Page<T>(List<T> items, @Nullable String next) {

    /** Most items that one page can have. */
    public static final int MOST = 100;

    public Page {
        items = List.copyOf(items);
    }

    /**
     * The page of those {@code found}, of which one more than {@code limit} was looked for.
     *
     * @param after where to go on behind an item
     */
    public static <T> Page<T> of(List<T> found, int limit, Function<T, Cursor> after) {
        if (found.size() <= limit) {
            return new Page<>(found, null);
        }
        List<T> items = found.subList(0, limit);
        return new Page<>(items, after.apply(items.get(limit - 1)).text());
    }

    public <R> Page<R> map(Function<? super T, ? extends R> to) {
        List<R> mapped = items.stream().<R>map(to).toList();
        return new Page<>(mapped, next);
    }
}
