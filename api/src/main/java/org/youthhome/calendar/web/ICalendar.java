package org.youthhome.calendar.web;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import net.fortuna.ical4j.data.CalendarOutputter;
import net.fortuna.ical4j.model.Calendar;
import net.fortuna.ical4j.model.ComponentList;
import net.fortuna.ical4j.model.ParameterList;
import net.fortuna.ical4j.model.Property;
import net.fortuna.ical4j.model.PropertyList;
import net.fortuna.ical4j.model.component.CalendarComponent;
import net.fortuna.ical4j.model.component.Standard;
import net.fortuna.ical4j.model.component.VEvent;
import net.fortuna.ical4j.model.component.VTimeZone;
import net.fortuna.ical4j.model.parameter.Value;
import net.fortuna.ical4j.model.property.Categories;
import net.fortuna.ical4j.model.property.Description;
import net.fortuna.ical4j.model.property.DtEnd;
import net.fortuna.ical4j.model.property.DtStamp;
import net.fortuna.ical4j.model.property.DtStart;
import net.fortuna.ical4j.model.property.Geo;
import net.fortuna.ical4j.model.property.LastModified;
import net.fortuna.ical4j.model.property.Location;
import net.fortuna.ical4j.model.property.Name;
import net.fortuna.ical4j.model.property.ProdId;
import net.fortuna.ical4j.model.property.RefreshInterval;
import net.fortuna.ical4j.model.property.Sequence;
import net.fortuna.ical4j.model.property.Summary;
import net.fortuna.ical4j.model.property.TzId;
import net.fortuna.ical4j.model.property.TzName;
import net.fortuna.ical4j.model.property.TzOffsetFrom;
import net.fortuna.ical4j.model.property.TzOffsetTo;
import net.fortuna.ical4j.model.property.Uid;
import net.fortuna.ical4j.model.property.Url;
import net.fortuna.ical4j.model.property.XProperty;
import net.fortuna.ical4j.model.property.immutable.ImmutableCalScale;
import net.fortuna.ical4j.model.property.immutable.ImmutableStatus;
import net.fortuna.ical4j.model.property.immutable.ImmutableTransp;
import net.fortuna.ical4j.model.property.immutable.ImmutableVersion;
import net.fortuna.ical4j.validate.ValidationException;
import org.springframework.stereotype.Component;
import org.youthhome.calendar.CalendarEvent;
import org.youthhome.calendar.CalendarFeed;
import org.youthhome.calendar.Wgs84;
import org.youthhome.kernel.Times;
import org.youthhome.sharing.ActivityLinks;

/**
 * Writes calendars as RFC 5545 has them. The same calendar is always the same bytes: nothing in it is of the moment in
 * which it is written, so that an entity tag says whether it changed. Reads its library's settings at first: not for an
 * event loop.
 */
@Component
class ICalendar {

    /** How often a calendar program may well look again (RFC 7986; before it, X-PUBLISHED-TTL). */
    private static final Duration REFRESH = Duration.ofHours(1);

    /** RFC 5545, 3.1: octets of a line, at most, without the line break. */
    private static final int LONGEST_LINE = 75;

    /** The library folds by characters, of which a Chinese one has three octets; so it is kept from folding. */
    private static final int NEVER_FOLDED = 32_768;

    private static final Pattern LINE_BREAK = Pattern.compile("\\R");
    private static final Pattern NO_TEXT = Pattern.compile("[\\p{Cc}&&[^\n\t]]");

    private static final String ZONE = Times.CITY_ZONE.getId();
    private static final ZoneOffset OFFSET = ZoneOffset.ofHours(8);
    private static final int GEO_DIGITS = 6;

    private final ActivityLinks links;

    ICalendar(ActivityLinks links) {
        this.links = links;
    }

    /** The calendar as UTF-8. */
    byte[] write(CalendarFeed feed) {
        List<CalendarComponent> parts = Stream.concat(
                        Stream.of(zone()), feed.events().stream().map(this::event))
                .toList();
        Calendar calendar = new Calendar(head(feed), new ComponentList<>(parts));
        StringWriter written = new StringWriter();
        try {
            new CalendarOutputter(true, NEVER_FOLDED).output(calendar, written);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (ValidationException e) {
            throw new IllegalStateException(e);
        }
        return folded(written.toString());
    }

    /** No METHOD: that is for calendars sent by mail (RFC 5546), and would ask for an organizer with an address. */
    private static PropertyList head(CalendarFeed feed) {
        return new PropertyList(List.<Property>of(
                new ProdId("-//Youth Home//Calendar 1.0//ZH"),
                ImmutableVersion.VERSION_2_0,
                ImmutableCalScale.GREGORIAN,
                new Name(plain(feed.name())),
                new XProperty("X-WR-CALNAME", plain(feed.name())),
                new XProperty("X-WR-TIMEZONE", ZONE),
                new RefreshInterval(new ParameterList(List.of(Value.DURATION)), REFRESH),
                new XProperty("X-PUBLISHED-TTL", REFRESH.toString())));
    }

    /** No daylight time since 1991, and nothing of ours is older. */
    private static CalendarComponent zone() {
        Standard standard = new Standard(new PropertyList(List.<Property>of(
                new DtStart<>(LocalDateTime.of(1992, 1, 1, 0, 0)),
                new TzOffsetFrom(OFFSET),
                new TzOffsetTo(OFFSET),
                new TzName("CST"))));
        return new VTimeZone(
                new PropertyList(List.<Property>of(new TzId(ZONE))), new ComponentList<>(List.of(standard)));
    }

    private CalendarComponent event(CalendarEvent event) {
        Wgs84 where = Wgs84.of(event.location());
        String page = links.page(event.activityId());
        return new VEvent(new PropertyList(List.<Property>of(
                new Uid(event.id().toString()),
                // The calendar holds no moment of its own; a changed event has a later one.
                new DtStamp(event.changedAt().truncatedTo(ChronoUnit.SECONDS)),
                new LastModified(event.changedAt().truncatedTo(ChronoUnit.SECONDS)),
                new Sequence(event.version()),
                new DtStart<>(event.startsAt().atZone(Times.CITY_ZONE)),
                new DtEnd<>(event.endsAt().atZone(Times.CITY_ZONE)),
                new Summary(plain(event.cancelled() ? "【已取消】" + event.title() : event.title())),
                new Description(plain(description(event, page))),
                new Location(plain(event.place())),
                new Geo(degrees(where.latitude()), degrees(where.longitude())),
                new Url(URI.create(page)),
                new Categories(event.programme().chineseName()),
                event.cancelled() ? ImmutableStatus.VEVENT_CANCELLED : ImmutableStatus.VEVENT_CONFIRMED,
                // What is merely on somewhere makes nobody busy.
                event.volunteer() == null || event.cancelled()
                        ? ImmutableTransp.TRANSPARENT
                        : ImmutableTransp.OPAQUE)));
    }

    private static String description(CalendarEvent event, String page) {
        String reason = event.cancelReason();
        Boolean volunteer = event.volunteer();
        return Stream.of(
                        event.cancelled() ? "已取消" + (reason == null ? "。" : "：" + reason) : "",
                        volunteer == null ? "" : volunteer ? "您以志愿者身份参加，时间为您的班次。" : "您已报名。",
                        event.summary(),
                        event.contact().isBlank() ? "" : "联系：" + event.contact(),
                        "详情：" + page)
                .filter(line -> !line.isBlank())
                .collect(Collectors.joining("\n"));
    }

    /**
     * Text without what RFC 5545 has no place for (3.3.11): the library escapes line feeds, but writes a carriage return as it
     * is, behind which somebody could begin an event of their own.
     */
    private static String plain(String text) {
        return NO_TEXT.matcher(LINE_BREAK.matcher(text).replaceAll("\n")).replaceAll("");
    }

    private static BigDecimal degrees(double value) {
        return BigDecimal.valueOf(value).setScale(GEO_DIGITS, RoundingMode.HALF_UP);
    }

    /** Folds long lines by octets, and never inside of a character. */
    private static byte[] folded(String text) {
        ByteArrayOutputStream folded = new ByteArrayOutputStream(text.length() * 2);
        int octets = 0;
        for (int at = 0; at < text.length(); ) {
            int code = text.codePointAt(at);
            int next = at + Character.charCount(code);
            if (code == '\r' || code == '\n') {
                folded.write(code);
                octets = 0;
            } else {
                byte[] character = text.substring(at, next).getBytes(StandardCharsets.UTF_8);
                if (octets + character.length > LONGEST_LINE) {
                    folded.writeBytes(new byte[] {'\r', '\n', ' '});
                    octets = 1;
                }
                folded.writeBytes(character);
                octets += character.length;
            }
            at = next;
        }
        return folded.toByteArray();
    }
}
