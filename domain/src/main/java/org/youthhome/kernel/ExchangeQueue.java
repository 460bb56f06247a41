package org.youthhome.kernel;

import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiConsumer;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;

/**
 * Lets the exchanges of one connection begin one after the other, each when the one before has ended, in the order in which
 * they were asked for.
 *
 * <p>The driver (r2dbc-mysql 1.4.3) has such a queue itself, which holds as long as all that is asked of a connection comes
 * from one thread. A request that comes from another in the moment in which an exchange ends may make it believe that nothing
 * is under way while something is ({@code RequestQueue.run}: idle is set before the queue is found not to be empty). The next
 * two exchanges then hear each other's answers, and one of them waits for ever. Here neither can happen, because the driver is
 * asked for nothing before it has ended what it does.
 */
final class ExchangeQueue {

    /** Waits for an exchange to which nobody is next. */
    private static final Runnable NOBODY = () -> {};
    /** Waits for an exchange that has ended. */
    private static final Runnable ENDED = () -> {};

    /** The end of the queue; it may have ended long ago. */
    private final AtomicReference<Exchange> last = new AtomicReference<>(new Exchange(ENDED));

    /** Holds who waits for its end. */
    private static final class Exchange extends AtomicReference<Runnable> {

        private static final long serialVersionUID = 1L;

        Exchange(Runnable next) {
            super(next);
        }

        void then(Runnable next) {
            if (!compareAndSet(NOBODY, next)) {
                next.run();
            }
        }

        void end() {
            getAndSet(ENDED).run();
        }
    }

    /**
     * An exchange that begins when those asked for before it have ended.
     *
     * @param exchange subscribes its listener to the connection, and runs what it is given when that has ended: before it
     *     says so to the listener, once or more often
     */
    <T> Flux<T> inTurn(BiConsumer<CoreSubscriber<? super T>, Runnable> exchange) {
        return new Flux<>() {
            @Override
            public void subscribe(CoreSubscriber<? super T> listener) {
                Exchange mine = new Exchange(NOBODY);
                last.getAndSet(mine).then(() -> exchange.accept(listener, mine::end));
            }
        };
    }
}
