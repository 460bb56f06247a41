package org.youthhome.kernel;

import jakarta.validation.constraints.NotNull;
import java.net.URI;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Under which address people reach the product; what a QR code leads to begins with it.
 *
 * @param publicUrl without a slash at the end; https in production, since WeChat opens no other link
 */
@Validated
@ConfigurationProperties("youth-home")
public record PublicAddress(
        @NotNull @DefaultValue("http://localhost:8080") URI publicUrl) {

    /** The link to a path that begins with a slash. */
    public String link(String path) {
        return publicUrl + path;
    }
}
