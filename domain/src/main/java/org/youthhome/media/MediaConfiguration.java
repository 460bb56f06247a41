package org.youthhome.media;

import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import reactor.core.scheduler.Schedulers;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(MediaSettings.class)
class MediaConfiguration {

    private static final int BUCKET_CALLS = 16;
    private static final int BUCKET_WAITING = 1_000;

    @Bean
    PhotoFiles photoFiles(MediaSettings settings) {
        MediaSettings.Bucket bucket = settings.bucket();
        return bucket == null
                ? new FolderPhotoFiles(settings.folder())
                : new BucketPhotoFiles(
                        bucket,
                        Schedulers.newBoundedElastic(BUCKET_CALLS, BUCKET_WAITING / BUCKET_CALLS, "bucket", 60, true));
    }
}
