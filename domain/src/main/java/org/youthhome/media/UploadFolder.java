package org.youthhome.media;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.stereotype.Component;
import org.youthhome.kernel.Refusal;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * Where a file lies while it arrives: a slow phone holds a file on disk and no memory. Whatever comes of it, the file is
 * gone afterwards; what a crash left is gone after an hour.
 */
@Component
class UploadFolder {

    private static final Logger LOG = LoggerFactory.getLogger(UploadFolder.class);
    private static final Duration ABANDONED = Duration.ofHours(1);

    private final Path folder;
    private final Clock clock;

    UploadFolder(MediaSettings settings, Clock clock) {
        this.folder = incoming(settings.folder());
        this.clock = clock;
    }

    /** Where nothing is kept: what lies here longer than any upload takes was left by a crash. */
    static Path incoming(Path folder) {
        return folder.resolve("incoming");
    }

    /** Writes the body to a file and lends it to the work. */
    <T> Mono<T> with(Flux<DataBuffer> body, java.util.function.Function<Path, Mono<T>> work) {
        return Mono.usingWhen(
                begin(),
                file -> DataBufferUtils.write(body, file)
                        // Exactly this: a client that went away, or sent too much, is a kind of it.
                        .onErrorMap(full -> full.getClass() == IOException.class, full -> noRoom((IOException) full))
                        .then(Mono.defer(() -> work.apply(file))),
                UploadFolder::end,
                (file, failure) -> end(file),
                UploadFolder::end);
    }

    /** Deletes what nobody is writing any more. */
    Mono<Void> sweep() {
        Instant before = clock.instant().minus(ABANDONED);
        return Mono.<Void>fromRunnable(() -> sweep(before)).subscribeOn(Schedulers.boundedElastic());
    }

    private void sweep(Instant before) {
        if (!Files.isDirectory(folder)) {
            return;
        }
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                if (abandoned(file, before) && Files.deleteIfExists(file)) {
                    LOG.info("An upload that was broken off is gone: {}", file.getFileName());
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean abandoned(Path file, Instant before) throws IOException {
        try {
            return Files.getLastModifiedTime(file).toInstant().isBefore(before);
        } catch (NoSuchFileException finished) {
            return false;
        }
    }

    private Mono<Path> begin() {
        return Mono.fromCallable(() -> Files.createTempFile(Files.createDirectories(folder), "upload", null))
                .onErrorMap(IOException.class, UploadFolder::noRoom)
                .subscribeOn(Schedulers.boundedElastic());
    }

    private static Refusal noRoom(IOException full) {
        LOG.error("No upload can be taken: {}", full.toString());
        return Refusal.of(Refusal.Kind.UNAVAILABLE, "no_room_for_photos");
    }

    private static Mono<Void> end(Path file) {
        return Mono.fromCallable(() -> Files.deleteIfExists(file))
                .subscribeOn(Schedulers.boundedElastic())
                .then();
    }
}
