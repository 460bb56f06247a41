package org.youthhome.media;

import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Objects;
import java.util.UUID;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** In a folder of this machine, or one that all processes share. */
final class FolderPhotoFiles implements PhotoFiles {

    private final Path folder;

    FolderPhotoFiles(Path folder) {
        this.folder = folder;
    }

    @Override
    public Mono<Void> write(UUID photoId, int width, byte[] jpeg) {
        return Mono.fromCallable(() -> {
                    Path target = path(photoId, width);
                    Files.createDirectories(folderOf(target));
                    // Whole or not at all: the power may fail in between.
                    // Beside the uploads, whose sweep finds what a crash leaves.
                    Path half =
                            Files.createTempFile(Files.createDirectories(UploadFolder.incoming(folder)), "half", null);
                    try {
                        return Files.move(Files.write(half, jpeg), target, StandardCopyOption.ATOMIC_MOVE);
                    } finally {
                        Files.deleteIfExists(half);
                    }
                })
                .subscribeOn(Schedulers.boundedElastic())
                .then();
    }

    @Override
    public Mono<byte[]> read(UUID photoId, int width) {
        return Mono.fromCallable(() -> Files.readAllBytes(path(photoId, width)))
                .onErrorResume(NoSuchFileException.class, none -> Mono.empty())
                .subscribeOn(Schedulers.boundedElastic());
    }

    @Override
    public Mono<Void> remove(UUID photoId, int width) {
        return Mono.fromCallable(() -> Files.deleteIfExists(path(photoId, width)))
                .subscribeOn(Schedulers.boundedElastic())
                .then();
    }

    private static Path folderOf(Path file) {
        return Objects.requireNonNull(file.getParent());
    }

    private Path path(UUID photoId, int width) {
        return folder.resolve(PhotoFiles.name(photoId, width));
    }
}
