package org.youthhome.identity;

import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A person as far as the product knows them.
 *
 * @param displayName the nickname, or a neutral name until the person gives one; 1 to 20 characters
 * @param avatarUrl an https address, at most 500 characters
 * @param skills what the person can do, in own words; at most 20 of at most 20 characters
 * @param communityId community of residence, as the person says
 * @param version raised by every change
 */
public record Person(
        UUID id,
        String displayName,
        @Nullable String avatarUrl,
        List<String> skills,
        @Nullable UUID communityId,
        int version) {

    public Person {
        skills = List.copyOf(skills);
    }

    @Override
    public String toString() {
        return "Person[" + id + "]";
    }
}
