package org.youthhome.activity.search;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.apache.lucene.index.BinaryDocValues;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.ReaderUtil;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.ScoreDoc;
import org.jspecify.annotations.Nullable;
import org.youthhome.activity.ActivityCard;
import org.youthhome.activity.search.NextOccurrences.Hit;
import org.youthhome.territory.Place;
import org.youthhome.territory.Territory;
import org.youthhome.youthhome.GeoPoint;

/**
 * Makes of what was found what a list shows.
 *
 * @param near where somebody is, where they said so
 */
record Cards(
        IndexSearcher searcher,
        Territory.Tree tree,
        Instant now,
        @Nullable GeoPoint near) {

    List<ActivityCard> of(List<Hit> hits) throws IOException {
        List<ActivityCard> cards = new ArrayList<>();
        for (Hit hit : hits) {
            cards.add(of(read(searcher, hit.document()), hit.occurrence()));
        }
        return cards;
    }

    ActivityCard of(Findable activity, int occurrence) {
        String community = tree.place(activity.communityId()).map(Place::name).orElse("");
        return activity.card(occurrence, community, now, near);
    }

    static @Nullable Findable find(IndexSearcher searcher, UUID id) throws IOException {
        ScoreDoc[] found = searcher.search(Conditions.id(ActivityDocument.ID, id), 1).scoreDocs;
        return found.length == 0 ? null : read(searcher, found[0].doc);
    }

    static Findable read(IndexSearcher searcher, int document) throws IOException {
        List<LeafReaderContext> leaves = searcher.getIndexReader().leaves();
        LeafReaderContext leaf = leaves.get(ReaderUtil.subIndex(document, leaves));
        BinaryDocValues cards = leaf.reader().getBinaryDocValues(ActivityDocument.CARD);
        if (!cards.advanceExact(document - leaf.docBase)) {
            throw new IllegalStateException("a document without its card");
        }
        return ActivityDocument.read(cards.binaryValue());
    }
}
