package org.youthhome.media;

import com.twelvemonkeys.imageio.plugins.webp.WebPImageReaderSpi;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.AffineTransform;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageReadParam;
import javax.imageio.ImageReader;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.FileImageInputStream;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/**
 * Makes new pictures out of an uploaded one: upright, without transparency, in sRGB, as JPEG. Nothing of the file but the
 * pixels gets into them, and so no place, no camera, no comment and nothing that hides behind the picture.
 *
 * <p>Blocks and takes some nine bytes a pixel; whoever calls bounds how many do at once.
 */
final class Renditions {

    /** From the largest to the smallest, so that each is made of the one before. */
    static final List<Integer> WIDTHS =
            List.of(Photo.Size.LARGE.width(), Photo.Size.SCREEN.width(), Photo.Size.THUMBNAIL.width());

    /** A picture of a long page may be so many times as high as it is wide before it is shrunk further. */
    private static final int TALL = 4;

    private static final float QUALITY = 0.82f;

    private Renditions() {}

    /**
     * A picture.
     *
     * @param named the width by which it is asked for
     * @param width what it really has, at most that
     */
    record Rendition(int named, int width, int height, byte[] jpeg) {}

    /**
     * Makes all of them; refuses what cannot be decoded to its end.
     *
     * @param mostPixels what is held in memory; of what has more, every other pixel is read, or every third, …
     */
    static List<Rendition> of(Path file, PictureHeader header, int mostPixels) {
        BufferedImage picture = upright(decode(file, header, mostPixels), header.orientation());
        List<Rendition> made = new ArrayList<>();
        for (int width : WIDTHS) {
            picture = shrunk(picture, width);
            made.add(new Rendition(width, picture.getWidth(), picture.getHeight(), jpeg(picture)));
        }
        return List.copyOf(made);
    }

    private static BufferedImage decode(Path file, PictureHeader header, int mostPixels) {
        ImageReader reader = reader(header.format());
        try (FileImageInputStream input = new FileImageInputStream(file.toFile())) {
            AtomicBoolean cut = new AtomicBoolean();
            reader.addIIOReadWarningListener((source, warning) -> cut.compareAndSet(false, says(warning)));
            // Metadata is left alone: its compressed texts know no limit.
            reader.setInput(input, true, true);
            ImageReadParam how = reader.getDefaultReadParam();
            int step = (int) Math.ceil(Math.sqrt((double) header.width() * header.height() / mostPixels));
            how.setSourceSubsampling(step, step, 0, 0);
            BufferedImage decoded = reader.read(0, how);
            if (cut.get()) {
                throw PictureHeader.broken();
            }
            return opaque(decoded);
        } catch (IOException | RuntimeException | StackOverflowError broken) {
            // Decoders answer hostile bytes with whatever exception comes.
            throw PictureHeader.broken();
        } finally {
            reader.dispose();
        }
    }

    private static boolean says(String warning) {
        return warning.contains("Premature") || warning.contains("truncated");
    }

    private static ImageReader reader(PictureHeader.Format format) {
        return switch (format) {
            case JPEG -> ImageIO.getImageReadersByFormatName("jpeg").next();
            case PNG -> ImageIO.getImageReadersByFormatName("png").next();
            // By hand, since plugins are not found in a jar within a jar.
            case WEBP -> new WebPImageReaderSpi().createReaderInstance(null);
        };
    }

    private static BufferedImage opaque(BufferedImage picture) {
        if (picture.getType() == BufferedImage.TYPE_INT_RGB) {
            return picture;
        }
        BufferedImage opaque = canvas(picture.getWidth(), picture.getHeight());
        Graphics2D pen = opaque.createGraphics();
        pen.drawImage(picture, 0, 0, Color.WHITE, null);
        pen.dispose();
        return opaque;
    }

    private static BufferedImage upright(BufferedImage picture, int orientation) {
        if (orientation == 1) {
            return picture;
        }
        int width = picture.getWidth();
        int height = picture.getHeight();
        // Rows and columns of EXIF's orientations 2 to 8 (CIPA DC-008, 4.6.4).
        AffineTransform turn =
                switch (orientation) {
                    case 2 -> new AffineTransform(-1, 0, 0, 1, width, 0);
                    case 3 -> new AffineTransform(-1, 0, 0, -1, width, height);
                    case 4 -> new AffineTransform(1, 0, 0, -1, 0, height);
                    case 5 -> new AffineTransform(0, 1, 1, 0, 0, 0);
                    case 6 -> new AffineTransform(0, 1, -1, 0, height, 0);
                    case 7 -> new AffineTransform(0, -1, -1, 0, height, width);
                    case 8 -> new AffineTransform(0, -1, 1, 0, 0, width);
                    default -> new AffineTransform();
                };
        boolean lies = orientation >= 5;
        BufferedImage turned = canvas(lies ? height : width, lies ? width : height);
        Graphics2D pen = turned.createGraphics();
        pen.drawImage(picture, turn, null);
        pen.dispose();
        return turned;
    }

    /** By halves, since bilinear interpolation looks at four neighbours only. */
    private static BufferedImage shrunk(BufferedImage picture, int most) {
        double scale =
                Math.min(1, Math.min((double) most / picture.getWidth(), (double) most * TALL / picture.getHeight()));
        int width = Math.max(1, (int) Math.round(picture.getWidth() * scale));
        int height = Math.max(1, (int) Math.round(picture.getHeight() * scale));
        BufferedImage smaller = picture;
        while (smaller.getWidth() > 2 * width && smaller.getHeight() > 2 * height) {
            smaller = scaled(smaller, smaller.getWidth() / 2, smaller.getHeight() / 2);
        }
        return smaller.getWidth() == width && smaller.getHeight() == height ? smaller : scaled(smaller, width, height);
    }

    private static BufferedImage scaled(BufferedImage picture, int width, int height) {
        BufferedImage scaled = canvas(width, height);
        Graphics2D pen = scaled.createGraphics();
        pen.setRenderingHint(RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
        pen.drawImage(picture, 0, 0, width, height, null);
        pen.dispose();
        return scaled;
    }

    private static BufferedImage canvas(int width, int height) {
        return new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    }

    private static byte[] jpeg(BufferedImage picture) {
        ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (MemoryCacheImageOutputStream output = new MemoryCacheImageOutputStream(bytes)) {
            writer.setOutput(output);
            ImageWriteParam how = writer.getDefaultWriteParam();
            how.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
            how.setCompressionQuality(QUALITY);
            how.setProgressiveMode(ImageWriteParam.MODE_DEFAULT);
            writer.write(null, new IIOImage(picture, null, null), how);
        } catch (IOException noSuchDisk) {
            throw new IllegalStateException(noSuchDisk);
        } finally {
            writer.dispose();
        }
        return bytes.toByteArray();
    }
}
