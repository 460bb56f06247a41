package org.youthhome.calendar;

import java.util.List;

/**
 * A calendar.
 *
 * @param name as it stands in a list of calendars
 * @param events by their start
 */
public record CalendarFeed(String name, List<CalendarEvent> events) {}
