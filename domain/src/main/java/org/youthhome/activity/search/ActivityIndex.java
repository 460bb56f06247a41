package org.youthhome.activity.search;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.RejectedExecutionException;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.TieredMergePolicy;
import org.apache.lucene.search.Collector;
import org.apache.lucene.search.CollectorManager;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.SearcherManager;
import org.apache.lucene.store.FSDirectory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.stereotype.Component;
import org.springframework.util.FileSystemUtils;
import org.youthhome.kernel.Refusal;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * The index on this process's disk. Lucene reads and writes files, so everything runs on threads of its own, as many as the
 * machine has cores.
 */
@Component
@EnableConfigurationProperties(SearchSettings.class)
class ActivityIndex implements DisposableBean {

    private static final Logger LOG = LoggerFactory.getLogger(ActivityIndex.class);

    /** Raised with every change of {@link ActivityDocument}: an index of another form is made anew. */
    private static final String FORM = "3";

    private static final int MOST_WAITING = 10_000;

    private final Path folder;
    private final boolean kept;
    private final FSDirectory directory;
    private final IndexWriter writer;
    private final SearcherManager searchers;
    private final Scheduler threads = Schedulers.newBoundedElastic(
            Math.max(2, Runtime.getRuntime().availableProcessors()), MOST_WAITING, "search");
    private volatile long until;

    ActivityIndex(SearchSettings settings) throws IOException {
        Path asked = settings.folder();
        this.kept = asked != null;
        this.folder = asked != null ? Files.createDirectories(asked) : Files.createTempDirectory("youth-home-search");
        this.directory = FSDirectory.open(folder);
        this.writer = open();
        this.searchers = new SearcherManager(writer, null);
    }

    private IndexWriter open() throws IOException {
        IndexWriterConfig config = new IndexWriterConfig()
                .setRAMBufferSizeMB(32)
                // Little is written and much asked: each question goes through every segment.
                .setMergePolicy(new TieredMergePolicy().setSegmentsPerTier(4));
        IndexWriter found = new IndexWriter(directory, config);
        Map<String, String> said = new HashMap<>();
        Iterable<Map.Entry<String, String>> data = found.getLiveCommitData();
        if (data != null) {
            data.forEach(entry -> said.put(entry.getKey(), entry.getValue()));
        }
        if (FORM.equals(said.get("form"))) {
            until = Long.parseLong(said.getOrDefault("until", "0"));
        } else {
            found.deleteAll();
        }
        return found;
    }

    /** Up to which moment of the database's clock, in microseconds since 1970, a kept index was complete; 0 for a new one. */
    long until() {
        return until;
    }

    /** How many activities it holds. */
    int size() {
        return writer.getDocStats().numDocs;
    }

    /** What is asked of the index as it is now. */
    interface Question<T> {
        T answer(IndexSearcher searcher) throws IOException;
    }

    /** Lets everything that is found pass by a collector, on the caller's thread: there are as many questions as threads. */
    static <C extends Collector> void collect(IndexSearcher searcher, Query query, C into) throws IOException {
        C filled = searcher.search(query, new CollectorManager<C, C>() {
            @Override
            public C newCollector() {
                return into;
            }

            @Override
            public C reduce(Collection<C> collectors) {
                return into;
            }
        });
        assert filled == into;
    }

    /** Asks on a thread of the index. */
    <T> Mono<T> ask(Question<T> question) {
        return on(() -> {
            IndexSearcher searcher = searchers.acquire();
            try {
                return question.answer(searcher);
            } finally {
                searchers.release(searcher);
            }
        });
    }

    /** Writes these as they are now, takes those out that are gone; found after {@link #show}. */
    Mono<Void> write(Collection<Findable> some, Collection<UUID> gone) {
        return this.<Void>on(() -> {
            for (Findable activity : some) {
                try {
                    writer.updateDocument(ActivityDocument.key(activity.id()), ActivityDocument.of(activity));
                } catch (IllegalArgumentException unfit) {
                    // The others are still to be found.
                    LOG.error("Activity {} cannot be indexed", activity.id(), unfit);
                }
            }
            for (UUID id : gone) {
                writer.deleteDocuments(ActivityDocument.key(id));
            }
            return null;
        });
    }

    /** Lets what was written be found. */
    Mono<Void> show() {
        return this.<Void>on(() -> {
            searchers.maybeRefreshBlocking();
            return null;
        });
    }

    /** Keeps what was written, complete up to this moment of the database's clock, over a restart. */
    Mono<Void> keep(long upTo) {
        return this.<Void>on(() -> {
            if (kept) {
                writer.setLiveCommitData(
                        Map.of("form", FORM, "until", Long.toString(upTo)).entrySet());
                writer.commit();
            }
            return null;
        });
    }

    private <T> Mono<T> on(Callable<T> work) {
        return Mono.fromCallable(work)
                .subscribeOn(threads)
                .onErrorMap(RejectedExecutionException.class, full -> Refusal.of(Refusal.Kind.UNAVAILABLE, "too_busy"));
    }

    @Override
    public void destroy() {
        threads.dispose();
        try {
            searchers.close();
            writer.rollback();
            directory.close();
            if (!kept) {
                boolean deleted = FileSystemUtils.deleteRecursively(folder);
                LOG.debug("Index in {} deleted: {}", folder, deleted);
            }
        } catch (IOException away) {
            LOG.warn("The search index was not closed well", away);
        }
    }
}
