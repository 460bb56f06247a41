package org.youthhome.testing;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntFunction;

/** Many who do something at once. */
public final class Crowd {

    private final int size;

    private Crowd(int size) {
        this.size = size;
    }

    public static Crowd of(int size) {
        return new Crowd(size);
    }

    /** Lets everybody begin at the same moment; what each got, in order. The first failure is thrown. */
    public <T> List<T> each(IntFunction<T> what) {
        ExecutorService threads = Executors.newFixedThreadPool(size);
        try {
            CountDownLatch start = new CountDownLatch(1);
            List<Future<T>> running = new ArrayList<>();
            for (int i = 0; i < size; i++) {
                int which = i;
                running.add(threads.submit(() -> {
                    start.await();
                    return what.apply(which);
                }));
            }
            start.countDown();
            List<T> results = new ArrayList<>();
            for (Future<T> one : running) {
                results.add(one.get());
            }
            return results;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } catch (ExecutionException e) {
            throw new AssertionError(e.getCause());
        } finally {
            List<Runnable> unused = threads.shutdownNow();
        }
    }
}
