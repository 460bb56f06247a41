package org.youthhome.youthhome.web;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipFile;
import org.dhatim.fastexcel.reader.Cell;
import org.dhatim.fastexcel.reader.CellType;
import org.dhatim.fastexcel.reader.ExcelReaderException;
import org.dhatim.fastexcel.reader.ReadableWorkbook;
import org.dhatim.fastexcel.reader.Row;
import org.jspecify.annotations.Nullable;
import org.youthhome.kernel.Refusal;
import org.youthhome.youthhome.PlaceImport;
import org.youthhome.youthhome.PlaceRow;

/**
 * Reads a list of places and homes out of a CSV or XLSX file. The first line is the heading, with the contract's names
 * or the Chinese ones, in any order.
 */
final class PlaceSheet {

    /** Largest file, in bytes. */
    static final int MOST_BYTES = 5 * 1024 * 1024;

    /** Largest workbook once unpacked, in bytes: a small file can hold a very large one. */
    private static final long MOST_UNPACKED = 50L * 1024 * 1024;

    private static final Charset GB18030 = Charset.forName("GB18030");

    private static final Map<String, String> HEADINGS = Map.ofEntries(
            Map.entry("localunit", "localUnit"),
            Map.entry("镇街道园区", "localUnit"),
            Map.entry("镇/街道/园区", "localUnit"),
            Map.entry("localunitkind", "localUnitKind"),
            Map.entry("镇街道园区类型", "localUnitKind"),
            Map.entry("community", "community"),
            Map.entry("社区", "community"),
            Map.entry("communitykind", "communityKind"),
            Map.entry("社区类型", "communityKind"),
            Map.entry("pilot", "pilot"),
            Map.entry("试点", "pilot"),
            Map.entry("homename", "homeName"),
            Map.entry("青年之家", "homeName"),
            Map.entry("address", "address"),
            Map.entry("地址", "address"),
            Map.entry("longitude", "longitude"),
            Map.entry("经度", "longitude"),
            Map.entry("latitude", "latitude"),
            Map.entry("纬度", "latitude"),
            Map.entry("openinghours", "openingHours"),
            Map.entry("开放时间", "openingHours"),
            Map.entry("spacem2", "spaceM2"),
            Map.entry("面积", "spaceM2"));

    private PlaceSheet() {}

    /** The lines of a file; XLSX is known by its first bytes, everything else is taken for CSV. */
    static List<PlaceRow> read(byte[] file) {
        boolean workbook = file.length > 4 && file[0] == 'P' && file[1] == 'K' && file[2] == 3 && file[3] == 4;
        return workbook ? workbook(file) : csv(file);
    }

    private static List<PlaceRow> csv(byte[] file) {
        String text = text(file);
        int end = text.indexOf('\n');
        String heading = end < 0 ? text : text.substring(0, end);
        char separator = heading.indexOf(',') < 0 && heading.indexOf('\t') >= 0 ? '\t' : ',';
        Lines lines = new Lines();
        try (CsvReader<CsvRecord> reader =
                CsvReader.builder().fieldSeparator(separator).ofCsvRecord(text)) {
            for (CsvRecord line : reader) {
                lines.add((int) line.getStartingLineNumber(), line.getFields());
            }
        } catch (CsvParseException | IOException malformed) {
            throw unreadable();
        }
        return lines.rows();
    }

    /** UTF-8, or else GB18030, which is what a spreadsheet on a Chinese Windows writes. */
    private static String text(byte[] file) {
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(file))
                    .toString();
            return text.startsWith("\uFEFF") ? text.substring(1) : text;
        } catch (CharacterCodingException other) {
            return new String(file, GB18030);
        }
    }

    private static List<PlaceRow> workbook(byte[] file) {
        Lines lines = new Lines();
        try {
            refuseBomb(file);
            try (ReadableWorkbook workbook = new ReadableWorkbook(new ByteArrayInputStream(file));
                    Stream<Row> rows = workbook.getFirstSheet().openStream()) {
                rows.forEach(row -> lines.add(
                        row.getRowNum(), row.stream().map(PlaceSheet::text).toList()));
            }
        } catch (IOException | UncheckedIOException | ExcelReaderException malformed) {
            throw unreadable();
        }
        return lines.rows();
    }

    private static String text(@Nullable Cell cell) {
        if (cell == null || cell.getType() == CellType.EMPTY || cell.getType() == CellType.ERROR) {
            return "";
        }
        String raw = cell.getType() == CellType.STRING ? cell.asString() : cell.getRawValue();
        if (cell.getType() == CellType.BOOLEAN) {
            return "1".equals(raw) ? "true" : "false";
        }
        return raw == null ? "" : raw;
    }

    private static void refuseBomb(byte[] file) throws IOException {
        long unpacked = 0;
        byte[] buffer = new byte[8192];
        try (ZipFile zip = ZipFile.builder().setByteArray(file).get()) {
            for (ZipArchiveEntry entry : Collections.list(zip.getEntries())) {
                try (InputStream content = zip.getInputStream(entry)) {
                    for (int read = content.read(buffer); read >= 0; read = content.read(buffer)) {
                        unpacked += read;
                        if (unpacked > MOST_UNPACKED) {
                            throw unreadable();
                        }
                    }
                }
            }
        }
    }

    private static Refusal unreadable() {
        return Refusal.of(Refusal.Kind.INVALID, "unreadable_file");
    }

    /** Lines as they come, the heading first. */
    private static final class Lines {

        private final List<PlaceRow> rows = new ArrayList<>();
        private @Nullable Map<String, Integer> columns;

        void add(int number, List<String> cells) {
            if (cells.stream().allMatch(String::isBlank)) {
                return;
            }
            if (columns == null) {
                columns = heading(cells);
                return;
            }
            if (rows.size() >= PlaceImport.MOST_ROWS) {
                throw Refusal.of(Refusal.Kind.INVALID, "bad_row_count", Map.of("max", PlaceImport.MOST_ROWS));
            }
            Map<String, Integer> at = columns;
            rows.add(new PlaceRow(
                    number,
                    cell(at, cells, "localUnit"),
                    cell(at, cells, "localUnitKind"),
                    cell(at, cells, "community"),
                    cell(at, cells, "communityKind"),
                    cell(at, cells, "pilot"),
                    cell(at, cells, "homeName"),
                    cell(at, cells, "address"),
                    cell(at, cells, "longitude"),
                    cell(at, cells, "latitude"),
                    cell(at, cells, "openingHours"),
                    cell(at, cells, "spaceM2")));
        }

        List<PlaceRow> rows() {
            return rows;
        }

        private static Map<String, Integer> heading(List<String> cells) {
            Map<String, Integer> found = new HashMap<>();
            for (int i = 0; i < cells.size(); i++) {
                String said = cells.get(i).strip();
                if (said.isEmpty()) {
                    continue;
                }
                String column = HEADINGS.get(said.toLowerCase(Locale.ROOT));
                if (column == null || found.put(column, i) != null) {
                    throw Refusal.of(
                            Refusal.Kind.INVALID,
                            "unknown_column",
                            Map.of("column", said.length() > 40 ? said.substring(0, 40) : said));
                }
            }
            if (!found.containsKey("localUnit")) {
                throw Refusal.of(Refusal.Kind.INVALID, "missing_column", Map.of("column", "localUnit"));
            }
            return found;
        }

        private static String cell(Map<String, Integer> at, List<String> cells, String column) {
            Integer index = at.get(column);
            return index == null || index >= cells.size() ? "" : cells.get(index);
        }
    }
}
