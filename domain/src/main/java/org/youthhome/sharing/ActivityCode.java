package org.youthhome.sharing;

import java.util.Base64;
import java.util.Optional;
import java.util.UUID;
import org.youthhome.kernel.Ids;

/**
 * The short name of an activity in links and codes: its id in base64url, 22 characters, all of which WeChat takes in a
 * scene (at most 32 of {@code 0-9a-zA-Z!#$&'()*+,/:;=?@-._~}). It says which activity and proves nothing: whoever has it
 * sees what they could see anyway. It never changes, so that what was printed keeps leading there.
 */
public record ActivityCode(UUID activityId) {

    public static final int LENGTH = 22;

    /** The activity that a text names; empty when it names none. */
    public static Optional<ActivityCode> parse(String text) {
        if (text.length() != LENGTH) {
            return Optional.empty();
        }
        try {
            ActivityCode code = new ActivityCode(Ids.of(Base64.getUrlDecoder().decode(text)));
            // 22 characters hold four bits more than an id: each activity has one name only.
            return code.text().equals(text) ? Optional.of(code) : Optional.empty();
        } catch (IllegalArgumentException malformed) {
            return Optional.empty();
        }
    }

    public String text() {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(Ids.bytes(activityId));
    }
}
