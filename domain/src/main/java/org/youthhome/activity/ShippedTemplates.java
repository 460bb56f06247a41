package org.youthhome.activity;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.stereotype.Component;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/**
 * A template for every brand of the ten programmes, to begin with. What only the place itself can know, whom to ask and
 * how people are insured, is left open: nobody publishes a safeguard that a file made up.
 */
@Component
class ShippedTemplates {

    private final List<ActivityTemplate> all;

    ShippedTemplates() {
        try (InputStream file = ShippedTemplates.class.getResourceAsStream("/activity-templates.json")) {
            this.all = List.copyOf(JsonMapper.shared().readValue(file, new TypeReference<List<ActivityTemplate>>() {}));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    List<ActivityTemplate> all() {
        return all;
    }

    Optional<ActivityTemplate> byId(UUID id) {
        return all.stream().filter(template -> template.id().equals(id)).findFirst();
    }
}
