/**
 * Finding activities: an index (Apache Lucene) inside each process, of everything that a list shows, so that a page costs no
 * query. It promises: what this process committed is found by the next question; what another process committed, within two
 * seconds; what a person may not see is not found, because every question names the statuses it may see.
 *
 * <p>It is a projection: MySQL has the truth, and an index that is lost or too old is made again from it.
 */
@NullMarked
@CheckReturnValue
package org.youthhome.activity.search;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
