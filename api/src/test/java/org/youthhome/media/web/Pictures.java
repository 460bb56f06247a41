package org.youthhome.media.web;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/** Pictures for tests, good ones and hostile ones, made byte by byte where no encoder would make them. */
final class Pictures {

    /** A lossy WebP of one pixel and one without loss, as libwebp writes them. */
    static final byte[] WEBP =
            Base64.getDecoder().decode("UklGRiQAAABXRUJQVlA4IBgAAAAwAQCdASoBAAEAAwA0JaQAA3AA/vuUAAA=");

    static final byte[] WEBP_LOSSLESS = Base64.getDecoder().decode("UklGRhoAAABXRUJQVlA4TA0AAAAvAAAAEAcQERGIiP4HAA==");

    private Pictures() {}

    /** Left half red, right half blue. */
    static BufferedImage twoColours(int width, int height) {
        BufferedImage picture = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        Graphics2D pen = picture.createGraphics();
        pen.setColor(Color.RED);
        pen.fillRect(0, 0, width / 2, height);
        pen.setColor(Color.BLUE);
        pen.fillRect(width / 2, 0, width - width / 2, height);
        pen.dispose();
        return picture;
    }

    static byte[] encoded(BufferedImage picture, String format) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            if (!ImageIO.write(picture, format, bytes)) {
                throw new AssertionError(format);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    static byte[] jpeg(int width, int height) {
        return encoded(twoColours(width, height), "jpeg");
    }

    static byte[] png(int width, int height) {
        return encoded(twoColours(width, height), "png");
    }

    static BufferedImage decoded(byte[] jpeg) {
        try {
            return ImageIO.read(new ByteArrayInputStream(jpeg));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A JPEG whose EXIF says how it lies, where it was taken (32° 1′ N, 120° 16′ E) and by what. */
    static byte[] jpegFromAPhone(int width, int height, int orientation) {
        byte[] maker = "SECRET-CAMERA\0".getBytes(StandardCharsets.US_ASCII);
        ByteBuffer tiff = ByteBuffer.allocate(200).order(ByteOrder.BIG_ENDIAN);
        tiff.put("MM".getBytes(StandardCharsets.US_ASCII)).putShort((short) 42).putInt(8);
        tiff.putShort((short) 3);
        entry(tiff, 0x010F, 2, maker.length, 100);
        tiff.putShort((short) 0x0112)
                .putShort((short) 3)
                .putInt(1)
                .putShort((short) orientation)
                .putShort((short) 0);
        entry(tiff, 0x8825, 4, 1, 50);
        tiff.putInt(0);
        tiff.position(50);
        tiff.putShort((short) 4);
        tiff.putShort((short) 1).putShort((short) 2).putInt(2).put((byte) 'N').put(new byte[3]);
        entry(tiff, 2, 5, 3, 120);
        tiff.putShort((short) 3).putShort((short) 2).putInt(2).put((byte) 'E').put(new byte[3]);
        entry(tiff, 4, 5, 3, 144);
        tiff.putInt(0);
        tiff.position(114 - maker.length);
        tiff.position(120);
        for (int value : new int[] {32, 1, 1, 1, 0, 1, 120, 1, 16, 1, 0, 1}) {
            tiff.putInt(value);
        }
        System.arraycopy(maker, 0, tiff.array(), 100, maker.length);
        byte[] plain = jpeg(width, height);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.writeBytes(new byte[] {(byte) 0xFF, (byte) 0xD8, (byte) 0xFF, (byte) 0xE1});
        int length = 2 + 6 + tiff.capacity();
        bytes.write(length >> 8);
        bytes.write(length);
        bytes.writeBytes("Exif\0\0".getBytes(StandardCharsets.US_ASCII));
        bytes.writeBytes(tiff.array());
        bytes.write(plain, 2, plain.length - 2);
        return bytes.toByteArray();
    }

    private static void entry(ByteBuffer tiff, int tag, int type, int count, int value) {
        tiff.putShort((short) tag).putShort((short) type).putInt(count).putInt(value);
    }

    /** A PNG that says such a size and whose pixels are so many zero bytes, packed to almost nothing. */
    static byte[] pngClaiming(int width, int height, int zeros) {
        return chunks(ihdr(width, height), chunk("IDAT", deflated(zeros)), chunk("IEND", new byte[0]));
    }

    /** A small PNG with a compressed text that unpacks to so many bytes. */
    static byte[] pngWithPackedText(int zeros) {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        text.writeBytes("Comment\0\0".getBytes(StandardCharsets.US_ASCII));
        text.writeBytes(deflated(zeros));
        byte[] good = png(8, 8);
        // After the signature and the IHDR chunk.
        return inserted(good, 33, chunk("zTXt", text.toByteArray()));
    }

    static byte[] apng() {
        return inserted(png(8, 8), 33, chunk("acTL", new byte[] {0, 0, 0, 2, 0, 0, 0, 0}));
    }

    static byte[] animatedGif() {
        return "GIF89a\1\0\1\0\200\0\0\0\0\0\377\377\377!\377\13NETSCAPE2.0\3\1\0\0\0;"
                .getBytes(StandardCharsets.ISO_8859_1);
    }

    /** A WebP of VP8X, with this in its flags and these sizes of canvas and picture. */
    static byte[] webp(int flags, int canvas, int picture) {
        ByteBuffer bytes = ByteBuffer.allocate(12 + 18 + 8 + 6).order(ByteOrder.LITTLE_ENDIAN);
        bytes.put("RIFF".getBytes(StandardCharsets.US_ASCII)).putInt(bytes.capacity() - 8);
        bytes.put("WEBPVP8X".getBytes(StandardCharsets.US_ASCII)).putInt(10).putInt(flags);
        for (int side = 0; side < 2; side++) {
            int less = canvas - 1;
            bytes.put((byte) less).put((byte) (less >> 8)).put((byte) (less >> 16));
        }
        bytes.put("VP8L".getBytes(StandardCharsets.US_ASCII)).putInt(5).put((byte) 0x2F);
        bytes.putInt(picture - 1 | picture - 1 << 14);
        return bytes.array();
    }

    /** A JPEG whose frame says another size than it has. */
    static byte[] jpegClaiming(int width, int height) {
        byte[] bytes = jpeg(16, 16);
        for (int i = 0; i < bytes.length - 9; i++) {
            if (bytes[i] == (byte) 0xFF && bytes[i + 1] == (byte) 0xC0) {
                ByteBuffer.wrap(bytes).putShort(i + 5, (short) height).putShort(i + 7, (short) width);
                return bytes;
            }
        }
        throw new AssertionError("no frame");
    }

    /** A JPEG whose only scan stands there so many times. */
    static byte[] jpegOfManyScans(int scans) {
        byte[] bytes = jpeg(16, 16);
        int scan = 0;
        while (bytes[scan] != (byte) 0xFF || bytes[scan + 1] != (byte) 0xDA) {
            scan++;
        }
        ByteArrayOutputStream many = new ByteArrayOutputStream();
        many.write(bytes, 0, scan);
        for (int i = 0; i < scans; i++) {
            many.write(bytes, scan, bytes.length - 2 - scan);
        }
        many.write(0xFF);
        many.write(0xD9);
        return many.toByteArray();
    }

    /** A JPEG of several scans, as browsers like it. */
    static byte[] progressive(int width, int height) {
        ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (MemoryCacheImageOutputStream output = new MemoryCacheImageOutputStream(bytes)) {
            writer.setOutput(output);
            ImageWriteParam how = writer.getDefaultWriteParam();
            how.setProgressiveMode(ImageWriteParam.MODE_DEFAULT);
            writer.write(null, new IIOImage(twoColours(width, height), null, null), how);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            writer.dispose();
        }
        return bytes.toByteArray();
    }

    /** A photo that moves, of a phone: its film behind the picture, with bytes that look like marks of a JPEG. */
    static byte[] withFilmBehind(byte[] picture) {
        byte[] film = new byte[400];
        for (int i = 0; i < film.length; i += 2) {
            film[i] = (byte) 0xFF;
            film[i + 1] = (byte) 0xDA;
        }
        byte[] all = Arrays.copyOf(picture, picture.length + film.length);
        System.arraycopy(film, 0, all, picture.length, film.length);
        return all;
    }

    /** A PNG whose first chunk says that it is as long as nothing can be. */
    static byte[] pngWithoutEnd() {
        return ByteBuffer.allocate(16)
                .putLong(0x89504E470D0A1A0AL)
                .putInt(Integer.MAX_VALUE)
                .put("IHDR".getBytes(StandardCharsets.ISO_8859_1))
                .array();
    }

    static byte[] followedBy(byte[] picture, String text) {
        byte[] more = text.getBytes(StandardCharsets.UTF_8);
        byte[] all = Arrays.copyOf(picture, picture.length + more.length);
        System.arraycopy(more, 0, all, picture.length, more.length);
        return all;
    }

    static byte[] cut(byte[] picture, double part) {
        return Arrays.copyOf(picture, (int) (picture.length * part));
    }

    private static byte[] ihdr(int width, int height) {
        return chunk(
                "IHDR",
                ByteBuffer.allocate(13)
                        .putInt(width)
                        .putInt(height)
                        .put(new byte[] {8, 2, 0, 0, 0})
                        .array());
    }

    private static byte[] chunks(byte[]... chunks) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.writeBytes(new byte[] {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'});
        for (byte[] chunk : chunks) {
            bytes.writeBytes(chunk);
        }
        return bytes.toByteArray();
    }

    private static byte[] chunk(String name, byte[] content) {
        byte[] type = name.getBytes(StandardCharsets.US_ASCII);
        CRC32 crc = new CRC32();
        crc.update(type);
        crc.update(content);
        return ByteBuffer.allocate(12 + content.length)
                .putInt(content.length)
                .put(type)
                .put(content)
                .putInt((int) crc.getValue())
                .array();
    }

    private static byte[] deflated(int zeros) {
        Deflater deflater = new Deflater(9);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        byte[] nothing = new byte[1 << 20];
        byte[] out = new byte[1 << 16];
        for (int left = zeros; left > 0; left -= nothing.length) {
            deflater.setInput(nothing, 0, Math.min(left, nothing.length));
            while (!deflater.needsInput()) {
                bytes.write(out, 0, deflater.deflate(out));
            }
        }
        deflater.finish();
        while (!deflater.finished()) {
            bytes.write(out, 0, deflater.deflate(out));
        }
        deflater.end();
        return bytes.toByteArray();
    }

    private static byte[] inserted(byte[] bytes, int at, byte[] more) {
        ByteBuffer all = ByteBuffer.allocate(bytes.length + more.length);
        return all.put(bytes, 0, at).put(more).put(bytes, at, bytes.length - at).array();
    }
}
