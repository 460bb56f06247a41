package org.youthhome.house.bad;

import java.util.UUID;

/** Its ids scatter over the index. */
public final class MakesItsOwnIds {

    UUID next() {
        return UUID.randomUUID();
    }
}
