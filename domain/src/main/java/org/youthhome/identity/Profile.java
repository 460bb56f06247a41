package org.youthhome.identity;

import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a person says of themselves.
 *
 * @param nickname 1 to 20 characters
 * @param avatarUrl an https address, at most 500 characters
 * @param skills at most 20 of at most 20 characters
 * @param communityId community of residence
 */
public record Profile(
        String nickname,
        @Nullable String avatarUrl,
        List<String> skills,
        @Nullable UUID communityId) {

    @Override
    public String toString() {
        return "Profile[…]";
    }
}
