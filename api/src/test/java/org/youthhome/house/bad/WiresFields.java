package org.youthhome.house.bad;

import java.time.Clock;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Autowired;

/** Cannot be made without a container. */
public final class WiresFields {

    @Autowired
    @Nullable
    Clock clock;
}
