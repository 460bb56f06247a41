package org.youthhome.media;

import org.jspecify.annotations.Nullable;

/** What WeChat's labels mean, of texts (its page on msg_sec_check) and of pictures (media_check_async) alike. */
public final class ContentRisk {

    private ContentRisk() {}

    /** A stable reason with words for people. */
    public static String reason(@Nullable Integer label) {
        return switch (label == null ? 0 : label) {
            case 10001 -> "risky_advertising";
            case 20001 -> "risky_politics";
            case 20002 -> "risky_pornography";
            case 20003 -> "risky_abuse";
            case 20006 -> "risky_crime";
            case 20008 -> "risky_fraud";
            case 20012 -> "risky_vulgarity";
            case 20013 -> "risky_copyright";
            default -> "risky_other";
        };
    }
}
