package org.youthhome.media;

import com.github.davidmoten.aws.lw.client.Client;
import com.github.davidmoten.aws.lw.client.HttpMethod;
import com.github.davidmoten.aws.lw.client.Request;
import com.github.davidmoten.aws.lw.client.Response;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/** In a bucket of any store that speaks S3, addressed by path ({@code ENDPOINT/BUCKET/NAME}), which all of them know. */
final class BucketPhotoFiles implements PhotoFiles {

    private static final int NOT_FOUND = 404;

    private final Client client;
    private final String bucket;
    private final Scheduler threads;

    /** @param threads the client blocks; so many of its calls are under way at once */
    BucketPhotoFiles(MediaSettings.Bucket settings, Scheduler threads) {
        String endpoint = settings.endpoint().toString();
        String root = endpoint.endsWith("/") ? endpoint : endpoint + "/";
        this.client = Client.s3()
                .region(settings.region())
                .accessKey(settings.accessKey())
                .secretKey(settings.secretKey())
                .baseUrlFactory((service, region) -> root)
                .connectTimeout(3, TimeUnit.SECONDS)
                .readTimeout(15, TimeUnit.SECONDS)
                .retryMaxAttempts(2)
                .build();
        this.bucket = settings.name();
        this.threads = threads;
    }

    @Override
    public Mono<Void> write(UUID photoId, int width, byte[] jpeg) {
        return ask(named(photoId, width)
                        .method(HttpMethod.PUT)
                        .header("Content-Type", "image/jpeg")
                        .requestBody(jpeg))
                .then();
    }

    @Override
    public Mono<byte[]> read(UUID photoId, int width) {
        return ask(named(photoId, width).method(HttpMethod.GET))
                .filter(Response::isOk)
                .map(Response::content);
    }

    @Override
    public Mono<Void> remove(UUID photoId, int width) {
        return ask(named(photoId, width).method(HttpMethod.DELETE)).then();
    }

    private Request named(UUID photoId, int width) {
        return client.path(bucket, PhotoFiles.name(photoId, width));
    }

    private Mono<Response> ask(Request request) {
        return Mono.fromCallable(request::response)
                .subscribeOn(threads)
                .flatMap(answer -> answer.isOk() || answer.statusCode() == NOT_FOUND
                        ? Mono.just(answer)
                        // What the store says may name keys; the number is enough to look it up there.
                        : Mono.error(new IllegalStateException("The bucket answered " + answer.statusCode())));
    }
}
