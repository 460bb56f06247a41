package org.youthhome.sharing;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What stands on a poster.
 *
 * @param eyebrow programme and brand
 * @param summary may be empty
 * @param times one line each, at most four
 * @param place the home's name
 * @param where address and meeting point, one line each
 * @param notice a word that must not be missed, such as 已取消; empty where all is as it should be
 * @param scan what is scanned
 * @param photo the photo's id, which stands for its picture since that never changes; null for none
 */
record PosterContent(
        String eyebrow,
        String title,
        String summary,
        List<String> times,
        String place,
        List<String> where,
        String community,
        String notice,
        Scan scan,
        @Nullable UUID photo) {

    /** Raised when the same content is painted another way. */
    private static final int STYLE = 1;

    /**
     * What is scanned: a mini-program code of WeChat's where there is one, and otherwise a QR code of a link.
     *
     * @param says the link
     * @param weChat JPEG or PNG; null for a QR code
     */
    record Scan(String says, byte @Nullable [] weChat) {}

    /** The same without its photo. */
    PosterContent withoutPhoto() {
        return new PosterContent(eyebrow, title, summary, times, place, where, community, notice, scan, null);
    }

    /** Says whether two posters are the same picture: SHA-256 in hex. */
    String hash(PosterLayout layout) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(ByteBuffer.allocate(8)
                    .putInt(STYLE)
                    .putInt(layout.ordinal())
                    .flip());
            add(digest, eyebrow);
            add(digest, title);
            add(digest, summary);
            add(digest, times);
            add(digest, place);
            add(digest, where);
            add(digest, community);
            add(digest, notice);
            add(digest, scan.says());
            add(digest, scan.weChat() == null ? new byte[0] : scan.weChat());
            add(digest, photo == null ? "" : photo.toString());
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void add(MessageDigest digest, List<String> lines) {
        digest.update(ByteBuffer.allocate(4).putInt(lines.size()).flip());
        lines.forEach(line -> add(digest, line));
    }

    private static void add(MessageDigest digest, String text) {
        add(digest, text.getBytes(StandardCharsets.UTF_8));
    }

    private static void add(MessageDigest digest, byte[] bytes) {
        digest.update(ByteBuffer.allocate(4).putInt(bytes.length).flip());
        digest.update(bytes);
    }
}
