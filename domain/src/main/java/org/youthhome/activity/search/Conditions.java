package org.youthhome.activity.search;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.apache.lucene.document.LatLonPoint;
import org.apache.lucene.document.LongPoint;
import org.apache.lucene.document.LongRange;
import org.apache.lucene.document.NumericDocValuesField;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.BooleanClause.Occur;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.BoostQuery;
import org.apache.lucene.search.ConstantScoreQuery;
import org.apache.lucene.search.DisjunctionMaxQuery;
import org.apache.lucene.search.IndexOrDocValuesQuery;
import org.apache.lucene.search.PhraseQuery;
import org.apache.lucene.search.PrefixQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.TermInSetQuery;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.util.BytesRef;
import org.jspecify.annotations.Nullable;
import org.youthhome.activity.ActivityQuery;
import org.youthhome.activity.ActivityStatus;
import org.youthhome.kernel.Ids;
import org.youthhome.kernel.Refusal;
import org.youthhome.youthhome.GeoPoint;

/**
 * What has to be so of an activity, in Lucene's words.
 *
 * <p>Each piece of text has to be found somewhere, and counts by the best place where it stands: at the beginning of the
 * title 32, in the title 16, in brand or home 8, in the sound of these 4, elsewhere 1. So the order is one that people can
 * follow, and stays the same from page to page.
 */
final class Conditions {

    private static final int AT_BEGINNING = 32;
    private static final int IN_TITLE = 16;
    private static final int IN_NAMES = 8;
    private static final int BY_SOUND = 4;
    private static final int ELSEWHERE = 1;

    /** What everybody may see in a list. */
    static final Set<ActivityStatus> PUBLIC =
            Collections.unmodifiableSet(EnumSet.of(ActivityStatus.PUBLISHED, ActivityStatus.CLOSED));

    /** What only the same programme is worth to {@link #like}. */
    static final int PROGRAMME_ALONE = 2;

    private Conditions() {}

    /** Which may be shown of what is ahead, or in the time asked for. */
    static Set<ActivityStatus> statuses(ActivityQuery query) {
        if (query.mineOf() == null) {
            return query.window() ? PUBLIC : EnumSet.of(ActivityStatus.PUBLISHED);
        }
        return query.window()
                ? EnumSet.allOf(ActivityStatus.class)
                : EnumSet.of(ActivityStatus.DRAFT, ActivityStatus.IN_REVIEW, ActivityStatus.PUBLISHED);
    }

    /**
     * Others that are on: 4 for the same brand, 3 for the home, 2 for the programme, 1 for the community.
     *
     * @param near leaves out those of which nothing but the programme is the same: mostly many
     */
    static Query like(Findable activity, Instant now, boolean near) {
        BooleanQuery.Builder like = new BooleanQuery.Builder()
                .add(worth(3, id(ActivityDocument.HOME, activity.youthHomeId())), Occur.SHOULD)
                .add(worth(1, id(ActivityDocument.COMMUNITY, activity.communityId())), Occur.SHOULD);
        if (activity.brand() != null) {
            like.add(worth(4, term(ActivityDocument.BRAND, SearchText.normalise(activity.brand()))), Occur.SHOULD);
        }
        Query programme =
                worth(PROGRAMME_ALONE, term(ActivityDocument.PROGRAMME, ActivityDocument.code(activity.programme())));
        BooleanQuery.Builder others = new BooleanQuery.Builder();
        if (near) {
            others.add(like.build(), Occur.MUST).add(programme, Occur.SHOULD);
        } else {
            others.add(like.add(programme, Occur.SHOULD).build(), Occur.MUST);
        }
        return others.add(statuses(EnumSet.of(ActivityStatus.PUBLISHED)), Occur.FILTER)
                .add(after(ActivityDocument.LAST, now), Occur.FILTER)
                .add(id(ActivityDocument.ID, activity.id()), Occur.MUST_NOT)
                .build();
    }

    /** A box on the map, GCJ-02 degrees. */
    record Box(double west, double south, double east, double north) {}

    /** All that {@code query} asks for, but the time. */
    static BooleanQuery.Builder all(
            ActivityQuery query, @Nullable Collection<UUID> communities, Set<ActivityStatus> statuses, Instant now) {
        BooleanQuery.Builder all = fixed(query, communities, statuses);
        if (query.youthHomeId() != null) {
            all.add(id(ActivityDocument.HOME, query.youthHomeId()), Occur.FILTER);
        }
        if (query.programme() != null) {
            all.add(term(ActivityDocument.PROGRAMME, ActivityDocument.code(query.programme())), Occur.FILTER);
        }
        if (query.audience() != null) {
            all.add(term(ActivityDocument.AUDIENCE, ActivityDocument.code(query.audience())), Occur.FILTER);
        }
        if (query.open()) {
            all.add(after(ActivityDocument.OPEN_UNTIL, now), Occur.FILTER);
        }
        return all;
    }

    /** What nobody wants counts for: who may see it, where on the map, since when, and the words. */
    static BooleanQuery.Builder fixed(
            ActivityQuery query, @Nullable Collection<UUID> communities, Set<ActivityStatus> statuses) {
        BooleanQuery.Builder fixed = new BooleanQuery.Builder();
        fixed.add(statuses(statuses), Occur.FILTER);
        if (communities != null) {
            fixed.add(
                    new TermInSetQuery(
                            ActivityDocument.COMMUNITY,
                            communities.stream()
                                    .map(id -> new BytesRef(Ids.bytes(id)))
                                    .toList()),
                    Occur.FILTER);
        }
        if (query.publishedSince() != null) {
            fixed.add(after(ActivityDocument.PUBLISHED, query.publishedSince()), Occur.FILTER);
        }
        GeoPoint near = query.near();
        if (query.radius() != null) {
            if (near == null) {
                throw Refusal.invalid("near", "required");
            }
            fixed.add(
                    LatLonPoint.newDistanceQuery(
                            ActivityDocument.LOCATION, near.latitude(), near.longitude(), query.radius()),
                    Occur.FILTER);
        }
        if (query.q() != null) {
            List<String> pieces = SearchText.asked(query.q());
            if (pieces.stream().allMatch(piece -> piece.codePointCount(0, piece.length()) < 2)) {
                throw Refusal.invalid("q", "search_too_short");
            }
            pieces.forEach(piece -> fixed.add(said(piece), Occur.MUST));
        }
        return fixed;
    }

    static Query inside(Box box) {
        return LatLonPoint.newBoxQuery(ActivityDocument.LOCATION, box.south(), box.north(), box.west(), box.east());
    }

    static Query statuses(Set<ActivityStatus> statuses) {
        return new TermInSetQuery(
                ActivityDocument.STATUS,
                statuses.stream()
                        .map(status -> new BytesRef(ActivityDocument.code(status)))
                        .collect(Collectors.toList()));
    }

    static Query after(String field, Instant time) {
        return between(field, ActivityDocument.micros(time) + 1, Long.MAX_VALUE);
    }

    static Query until(String field, Instant time) {
        return between(field, Long.MIN_VALUE, ActivityDocument.micros(time));
    }

    /** Where something else leaves few, these are looked at one by one, and not every document in that time. */
    private static Query between(String field, long first, long last) {
        return new IndexOrDocValuesQuery(
                LongPoint.newRangeQuery(field, first, last),
                NumericDocValuesField.newSlowRangeQuery(field, first, last));
    }

    /** An occurrence, cancelled or not, in this time, microseconds since 1970, the end excluded. */
    static Query overlapping(long from, long to) {
        return LongRange.newIntersectsQuery(ActivityDocument.WHEN, new long[] {from}, new long[] {to - 1});
    }

    static Query term(String field, String value) {
        return new TermQuery(new Term(field, value));
    }

    static Query id(String field, UUID id) {
        return new TermQuery(new Term(field, new BytesRef(Ids.bytes(id))));
    }

    static Query worth(int points, Query found) {
        return new BoostQuery(new ConstantScoreQuery(found), points);
    }

    private static Query said(String piece) {
        List<Query> places = new ArrayList<>();
        List<String> phrase = SearchText.phrase(piece);
        places.add(worth(
                AT_BEGINNING, new PhraseQuery(ActivityDocument.TITLE, terms(SearchText.phraseAtBeginning(piece)))));
        places.add(worth(IN_TITLE, new PhraseQuery(ActivityDocument.TITLE, terms(phrase))));
        places.add(worth(IN_NAMES, new PhraseQuery(ActivityDocument.NAMES, terms(phrase))));
        places.add(worth(ELSEWHERE, new PhraseQuery(ActivityDocument.TEXT, terms(phrase))));
        if (Pinyin.isAsked(piece)) {
            places.add(worth(BY_SOUND, initials(piece)));
            places.add(worth(BY_SOUND, new PrefixQuery(new Term(ActivityDocument.SYLLABLES, piece))));
        }
        return new DisjunctionMaxQuery(places, 0);
    }

    private static Query initials(String piece) {
        if (piece.length() <= Pinyin.INITIALS) {
            return term(ActivityDocument.INITIALS, piece);
        }
        BooleanQuery.Builder runs = new BooleanQuery.Builder();
        for (int i = 0; i + Pinyin.INITIALS <= piece.length(); i++) {
            runs.add(term(ActivityDocument.INITIALS, piece.substring(i, i + Pinyin.INITIALS)), Occur.FILTER);
        }
        return runs.build();
    }

    private static String[] terms(List<String> terms) {
        return terms.toArray(String[]::new);
    }
}
