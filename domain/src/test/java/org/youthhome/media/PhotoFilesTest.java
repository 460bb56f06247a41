package org.youthhome.media;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.scheduler.Schedulers;

/**
 * What both ways to keep pictures promise. {@code -Ds3.endpoint=http://… -Ds3.bucket=… -Ds3.access-key=… -Ds3.secret-key=…}
 * asks a store of one's own instead of the small one here.
 */
class PhotoFilesTest {

    @TempDir
    private Path folder;

    private StoreOfBuckets store;

    @BeforeEach
    void start() throws IOException {
        store = new StoreOfBuckets();
    }

    @AfterEach
    void stop() {
        store.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"folder", "bucket"})
    void what_was_written_is_read_until_it_is_removed(String where) {
        PhotoFiles files = where.equals("folder") ? new FolderPhotoFiles(folder) : bucket();
        UUID photo = UUID.randomUUID();
        byte[] jpeg = new byte[300_000];
        new Random(1).nextBytes(jpeg);

        assertThat(files.read(photo, 320).blockOptional()).isEmpty();
        files.write(photo, 320, jpeg).block();
        files.write(photo, 1280, new byte[] {1, 2, 3}).block();

        assertThat(files.read(photo, 320).block()).isEqualTo(jpeg);
        assertThat(files.read(photo, 1280).block()).containsExactly(1, 2, 3);
        assertThat(files.read(photo, 2560).blockOptional()).isEmpty();
        files.remove(photo, 320).block();
        files.remove(photo, 320).block();
        assertThat(files.read(photo, 320).blockOptional()).isEmpty();
        assertThat(files.read(photo, 1280).blockOptional()).isPresent();
        files.remove(photo, 1280).block();
    }

    @Test
    void half_a_file_is_never_seen_and_never_left() throws IOException {
        PhotoFiles files = new FolderPhotoFiles(folder);
        UUID photo = UUID.randomUUID();
        // In the way of where the file is to be.
        Path inTheWay = Files.createDirectories(
                folder.resolve(PhotoFiles.name(photo, 320)).resolve("something"));

        assertThatThrownBy(() -> files.write(photo, 320, new byte[10]).block()).isNotNull();

        try (Stream<Path> left = Files.walk(folder)) {
            assertThat(left.filter(Files::isRegularFile)).isEmpty();
        }
        assertThat(inTheWay).exists();
    }

    @Test
    void a_store_that_refuses_or_fails_is_a_fault_and_not_an_absent_picture() {
        UUID photo = UUID.randomUUID();
        store.fail(500);
        assertThatThrownBy(() ->
                        smallBucket(StoreOfBuckets.SECRET_KEY).read(photo, 320).block())
                .hasMessageContaining("500");
        store.fail(0);
        assertThatThrownBy(() -> smallBucket("another key")
                        .write(photo, 320, new byte[10])
                        .block())
                .hasMessageContaining("403");
        assertThat(store.objects).isEmpty();
    }

    @Test
    void settings_never_say_the_secret() {
        assertThat(new MediaSettings.Bucket(store.address(), "r", "b", "a", "hidden").toString())
                .doesNotContain("hidden");
    }

    private PhotoFiles bucket() {
        String own = System.getProperty("s3.endpoint");
        return own == null
                ? smallBucket(StoreOfBuckets.SECRET_KEY)
                : new BucketPhotoFiles(
                        new MediaSettings.Bucket(
                                URI.create(own),
                                "us-east-1",
                                System.getProperty("s3.bucket"),
                                System.getProperty("s3.access-key"),
                                System.getProperty("s3.secret-key")),
                        Schedulers.boundedElastic());
    }

    private PhotoFiles smallBucket(String secretKey) {
        return new BucketPhotoFiles(
                new MediaSettings.Bucket(store.address(), "us-east-1", "photos", StoreOfBuckets.ACCESS_KEY, secretKey),
                Schedulers.boundedElastic());
    }
}
