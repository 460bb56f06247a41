package org.youthhome.media;

import com.drew.lang.ByteArrayReader;
import com.drew.metadata.Metadata;
import com.drew.metadata.exif.ExifDirectoryBase;
import com.drew.metadata.exif.ExifIFD0Directory;
import com.drew.metadata.exif.ExifReader;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.youthhome.kernel.Refusal;

/**
 * What a file says of its picture before anything of it is decoded: a few hundred bytes can claim gigabytes. The file's
 * content decides what it is, never its name or the request's media type.
 *
 * @param width pixels as they are stored, before {@link #orientation} is applied
 * @param orientation EXIF's, 1 to 8
 * @param whole whether a decoder holds all of it at once, whatever fraction is asked for: WebP, and a JPEG of several scans
 */
record PictureHeader(Format format, int width, int height, int orientation, boolean whole) {

    /** What is taken. */
    enum Format {
        JPEG,
        PNG,
        WEBP
    }

    /** More scans than any camera or editor writes; each makes the decoder walk the whole picture again. */
    private static final int MOST_SCANS = 100;

    private static final int UPRIGHT = 1;
    private static final int CMYK = 4;
    private static final long PNG_SIGNATURE = 0x89504E470D0A1A0AL;
    private static final byte[] EXIF = {'E', 'x', 'i', 'f', 0, 0};

    /** Reads it, or refuses what is no picture, is broken, moves, or is too large. */
    static PictureHeader read(byte[] file, int mostPixels, int mostWholePixels) {
        PictureHeader header;
        try {
            header = read(ByteBuffer.wrap(file));
        } catch (BufferUnderflowException
                | IllegalArgumentException
                | IndexOutOfBoundsException
                | ArithmeticException endsTooSoon) {
            throw broken();
        }
        if (header.width < 1 || header.height < 1) {
            throw broken();
        }
        int most = header.whole ? mostWholePixels : mostPixels;
        if ((long) header.width * header.height > most) {
            throw Refusal.of(Refusal.Kind.INVALID, "picture_too_many_pixels", Map.of("megapixels", most / 1_000_000));
        }
        return header;
    }

    static Refusal broken() {
        return Refusal.of(Refusal.Kind.INVALID, "picture_broken");
    }

    private static PictureHeader read(ByteBuffer file) {
        if (file.remaining() >= 3 && (file.getShort(0) & 0xFFFF) == 0xFFD8 && (file.get(2) & 0xFF) == 0xFF) {
            return jpeg(file.position(2));
        }
        if (file.remaining() >= 8 && file.getLong(0) == PNG_SIGNATURE) {
            return png(file.position(8));
        }
        if (file.remaining() >= 12
                && name(file, 0).equals("RIFF")
                && name(file, 8).equals("WEBP")) {
            return webp(file.order(ByteOrder.LITTLE_ENDIAN));
        }
        throw Refusal.of(Refusal.Kind.INVALID, "picture_type_unknown");
    }

    private static PictureHeader jpeg(ByteBuffer file) {
        int width = 0;
        int height = 0;
        int orientation = UPRIGHT;
        while (true) {
            if ((file.get() & 0xFF) != 0xFF) {
                throw broken();
            }
            int marker = file.get() & 0xFF;
            while (marker == 0xFF) {
                marker = file.get() & 0xFF;
            }
            int next = file.position() + (file.getShort() & 0xFFFF);
            boolean frame = marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC;
            if (frame) {
                int at = file.position();
                height = file.getShort(at + 1) & 0xFFFF;
                width = file.getShort(at + 3) & 0xFFFF;
                if ((file.get(at + 5) & 0xFF) >= CMYK) {
                    throw Refusal.of(Refusal.Kind.INVALID, "picture_for_printers");
                }
            } else if (marker == 0xE1) {
                byte[] segment = slice(file, file.position(), next);
                if (segment.length > EXIF.length && Arrays.equals(segment, 0, EXIF.length, EXIF, 0, EXIF.length)) {
                    orientation = orientation(Arrays.copyOfRange(segment, EXIF.length, segment.length));
                }
            } else if (marker == 0xDA) {
                int scans = scans(file, next);
                return new PictureHeader(Format.JPEG, width, height, orientation, scans > 1);
            }
            file.position(next);
        }
    }

    /**
     * How often the decoder goes over the picture. What lies behind its end, such as a moving photo's film, is not looked
     * at; a picture without an end is refused, since the decoder paints grey what is missing.
     *
     * @param from behind the header of the first scan
     */
    private static int scans(ByteBuffer file, int from) {
        int scans = 1;
        int at = from;
        while (at + 1 < file.limit()) {
            int marker = file.get(at + 1) & 0xFF;
            if ((file.get(at) & 0xFF) != 0xFF || marker == 0xFF) {
                at++;
            } else if (marker == 0x00 || (marker >= 0xD0 && marker <= 0xD7)) {
                // A byte of the picture itself, or a place to begin again at.
                at += 2;
            } else if (marker == 0xD9) {
                return scans;
            } else {
                if (marker == 0xDA && ++scans > MOST_SCANS) {
                    throw broken();
                }
                at += 2 + (file.getShort(at + 2) & 0xFFFF);
            }
        }
        throw broken();
    }

    private static PictureHeader png(ByteBuffer file) {
        int width = 0;
        int height = 0;
        int orientation = UPRIGHT;
        boolean first = true;
        while (true) {
            int length = file.getInt();
            String chunk = name(file, file.position());
            int next = Math.addExact(file.position() + 8, length);
            if (length < 0 || next > file.limit() || first != chunk.equals("IHDR")) {
                throw broken();
            }
            first = false;
            int at = file.position() + 4;
            switch (chunk) {
                case "IHDR" -> {
                    width = file.getInt(at);
                    height = file.getInt(at + 4);
                }
                case "acTL" -> throw animated();
                case "eXIf" -> orientation = orientation(slice(file, at, at + length));
                case "IEND" -> {
                    return new PictureHeader(Format.PNG, width, height, orientation, false);
                }
                default -> {}
            }
            file.position(next);
        }
    }

    private static PictureHeader webp(ByteBuffer file) {
        long end = 8 + (file.getInt(4) & 0xFFFFFFFFL);
        if (end > file.limit()) {
            throw broken();
        }
        int width = 0;
        int height = 0;
        int orientation = UPRIGHT;
        boolean picture = false;
        file.position(12);
        while (file.position() + 8 <= end) {
            String chunk = name(file, file.position());
            int length = file.getInt(file.position() + 4);
            int at = file.position() + 8;
            int next = Math.addExact(at, length);
            if (length < 0 || next > end) {
                throw broken();
            }
            // The canvas and the picture in it each say a size, and need not agree.
            switch (chunk) {
                case "VP8X" -> {
                    if ((file.get(at) & 0x02) != 0) {
                        throw animated();
                    }
                    width = Math.max(width, 1 + threeBytes(file, at + 4));
                    height = Math.max(height, 1 + threeBytes(file, at + 7));
                }
                case "VP8 " -> {
                    picture = true;
                    width = Math.max(width, file.getShort(at + 6) & 0x3FFF);
                    height = Math.max(height, file.getShort(at + 8) & 0x3FFF);
                }
                case "VP8L" -> {
                    picture = true;
                    int bits = file.getInt(at + 1);
                    width = Math.max(width, 1 + (bits & 0x3FFF));
                    height = Math.max(height, 1 + (bits >>> 14 & 0x3FFF));
                }
                case "ANIM", "ANMF" -> throw animated();
                case "EXIF" -> {
                    byte[] said = slice(file, at, next);
                    boolean prefixed =
                            said.length > EXIF.length && Arrays.equals(said, 0, EXIF.length, EXIF, 0, EXIF.length);
                    orientation = orientation(prefixed ? Arrays.copyOfRange(said, EXIF.length, said.length) : said);
                }
                default -> {}
            }
            file.position((int) Math.min(end, (long) next + (length & 1)));
        }
        if (!picture) {
            throw broken();
        }
        return new PictureHeader(Format.WEBP, width, height, orientation, true);
    }

    private static Refusal animated() {
        return Refusal.of(Refusal.Kind.INVALID, "picture_moves");
    }

    /** EXIF is hostile ground, too: what cannot be read does not turn the picture. */
    private static int orientation(byte[] tiff) {
        Metadata metadata = new Metadata();
        new ExifReader().extract(new ByteArrayReader(tiff), metadata);
        Integer said = said(metadata.getFirstDirectoryOfType(ExifIFD0Directory.class));
        return said == null || said < 1 || said > 8 ? UPRIGHT : said;
    }

    private static @Nullable Integer said(@Nullable ExifIFD0Directory directory) {
        return directory == null ? null : directory.getInteger(ExifDirectoryBase.TAG_ORIENTATION);
    }

    private static int threeBytes(ByteBuffer file, int at) {
        return file.get(at) & 0xFF | (file.get(at + 1) & 0xFF) << 8 | (file.get(at + 2) & 0xFF) << 16;
    }

    private static String name(ByteBuffer file, int at) {
        return new String(slice(file, at, at + 4), StandardCharsets.ISO_8859_1);
    }

    private static byte[] slice(ByteBuffer file, int from, int to) {
        if (from < 0 || to < from || to > file.limit()) {
            throw broken();
        }
        return Arrays.copyOfRange(file.array(), from, to);
    }
}
