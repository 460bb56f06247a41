package org.youthhome.kernel;

import com.google.zxing.EncodeHintType;
import com.google.zxing.WriterException;
import com.google.zxing.qrcode.decoder.ErrorCorrectionLevel;
import com.google.zxing.qrcode.encoder.ByteMatrix;
import com.google.zxing.qrcode.encoder.Encoder;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import javax.imageio.ImageIO;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/** A QR code (ISO/IEC 18004) at error level Q with its quiet zone of four modules, black on white. */
public final class QrCode {

    private static final int QUIET = 4;
    private static final int PNG_MODULE_PIXELS = 10;

    private final ByteMatrix modules;

    private QrCode(ByteMatrix modules) {
        this.modules = modules;
    }

    /** The code that says this text. */
    public static QrCode of(String text) {
        try {
            return new QrCode(
                    Encoder.encode(text, ErrorCorrectionLevel.Q, Map.of(EncodeHintType.CHARACTER_SET, "UTF-8"))
                            .getMatrix());
        } catch (WriterException tooLong) {
            throw new IllegalArgumentException("does not fit a QR code: " + text.length() + " characters", tooLong);
        }
    }

    /** Modules along one side, without the quiet zone. */
    public int side() {
        return modules.getWidth();
    }

    /** Whether the module in this column and row is black. */
    public boolean black(int column, int row) {
        return modules.get(column, row) == 1;
    }

    /** As SVG, quiet zone included. */
    public String svg() {
        int side = modules.getWidth() + 2 * QUIET;
        StringBuilder path = new StringBuilder();
        for (int y = 0; y < modules.getHeight(); y++) {
            int x = 0;
            while (x < modules.getWidth()) {
                if (modules.get(x, y) == 0) {
                    x++;
                    continue;
                }
                int from = x;
                while (x < modules.getWidth() && modules.get(x, y) == 1) {
                    x++;
                }
                path.append('M')
                        .append(from + QUIET)
                        .append(' ')
                        .append(y + QUIET)
                        .append('h')
                        .append(x - from)
                        .append("v1h-")
                        .append(x - from)
                        .append('z');
            }
        }
        return """
                <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %1$d %1$d" shape-rendering="crispEdges" role="img" aria-label="二维码"><rect width="%1$d" height="%1$d" fill="#fff"/><path d="%2$s" fill="#000"/></svg>""".formatted(side, path);
    }

    /** As PNG of ten pixels a module, quiet zone included. */
    public byte[] png() {
        int side = (modules.getWidth() + 2 * QUIET) * PNG_MODULE_PIXELS;
        BufferedImage image = new BufferedImage(side, side, BufferedImage.TYPE_BYTE_BINARY);
        for (int y = 0; y < side; y++) {
            for (int x = 0; x < side; x++) {
                int column = x / PNG_MODULE_PIXELS - QUIET;
                int row = y / PNG_MODULE_PIXELS - QUIET;
                boolean inside = column >= 0 && row >= 0 && column < modules.getWidth() && row < modules.getHeight();
                image.setRGB(x, y, inside && modules.get(column, row) == 1 ? 0x000000 : 0xffffff);
            }
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (MemoryCacheImageOutputStream stream = new MemoryCacheImageOutputStream(bytes)) {
            ImageIO.write(image, "png", stream);
        } catch (IOException inMemory) {
            throw new UncheckedIOException(inMemory);
        }
        return bytes.toByteArray();
    }
}
