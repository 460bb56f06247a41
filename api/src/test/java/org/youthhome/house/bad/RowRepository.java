package org.youthhome.house.bad;

import java.util.UUID;
import org.springframework.data.repository.reactive.ReactiveCrudRepository;

/** Its save() would write nothing. */
public interface RowRepository extends ReactiveCrudRepository<Object, UUID> {}
