package org.youthhome.activity;

import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How people come into an activity.
 *
 * @param walkIn whether a scan by somebody not enrolled enrols and checks in
 * @param showsHeadcount whether everybody may see the live count
 * @param showsArrivals whether the wall screen may show masked names of the last arrivals
 * @param doorsOpenMinutes how long before the start check-in opens, 0 to 720
 * @param fenceMetres how near to the home a check-in has to come from, 20 to 5,000; null where it does not matter
 * @param enrolmentClosesAt null means at the end
 * @param audiences whom it is made for; empty: everybody
 */
public record ActivityTerms(
        boolean walkIn,
        boolean showsHeadcount,
        boolean showsArrivals,
        int doorsOpenMinutes,
        @Nullable Integer fenceMetres,
        @Nullable Instant enrolmentClosesAt,
        Set<Audience> audiences) {

    public static final int DOORS_OPEN_MINUTES = 30;

    public ActivityTerms {
        audiences = Set.copyOf(audiences);
    }
}
