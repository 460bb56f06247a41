package org.youthhome.sharing;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
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
 * @param code what is scanned: a mini-program code, or a QR code as PNG
 * @param photo JPEG or PNG; null for none
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
        byte[] code,
        byte @Nullable [] photo) {

    /** Raised when the same content is painted another way. */
    private static final int STYLE = 1;

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
            add(digest, String.join("\n", times));
            add(digest, place);
            add(digest, String.join("\n", where));
            add(digest, community);
            add(digest, notice);
            add(digest, code);
            add(digest, photo == null ? new byte[0] : photo);
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void add(MessageDigest digest, String text) {
        add(digest, text.getBytes(StandardCharsets.UTF_8));
    }

    private static void add(MessageDigest digest, byte[] bytes) {
        digest.update(ByteBuffer.allocate(4).putInt(bytes.length).flip());
        digest.update(bytes);
    }
}
