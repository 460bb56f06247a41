package org.youthhome.wechat;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.youthhome.activity.ContentCheck;
import org.youthhome.activity.ContentCheck.Suggestion;
import org.youthhome.activity.ContentCheck.Verdict;

/** What {@link ContentCheck} promises, whoever keeps the promise. */
abstract class ContentCheckContract {

    static final String AUTHOR = SimulatedWeChat.openId("worker-1");

    /** What can go wrong at WeChat; all of it is a person's to decide. */
    enum Trouble {
        BUSY(-1),
        TOKEN_AGAIN_AND_AGAIN(40001),
        QUOTA(45009),
        AUTHOR_LONG_AWAY(61010),
        IP_NOT_LISTED(40164),
        SLOW(0),
        CUT(0);

        final int errcode;

        Trouble(int errcode) {
            this.errcode = errcode;
        }
    }

    abstract ContentCheck contentCheck();

    /** From now on WeChat has this trouble with every check of this test. */
    abstract void given(Trouble trouble);

    Verdict check(String... texts) {
        return java.util.Objects.requireNonNull(
                contentCheck().check(AUTHOR, List.of(texts)).block());
    }

    @Test
    void a_harmless_text_passes() {
        assertThat(check("周六下午到青年之家学急救", "请穿运动鞋")).isEqualTo(new Verdict(Suggestion.PASS, 100));
    }

    @Test
    void a_risky_text_is_risky_and_says_why() {
        assertThat(check("违规")).isEqualTo(new Verdict(Suggestion.RISKY, 20006));
    }

    @Test
    void a_doubtful_text_is_for_a_person() {
        assertThat(check("待审").suggestion()).isEqualTo(Suggestion.REVIEW);
    }

    @Test
    void the_worst_of_several_texts_counts() {
        assertThat(check("好", "待审", "好").suggestion()).isEqualTo(Suggestion.REVIEW);
        assertThat(check("好", "待审", "违规", "好").suggestion()).isEqualTo(Suggestion.RISKY);
    }

    @Test
    void a_long_text_is_read_to_its_end() {
        assertThat(check("好".repeat(9_000) + "违规").suggestion()).isEqualTo(Suggestion.RISKY);
        assertThat(check("待审" + "好".repeat(9_000)).suggestion()).isEqualTo(Suggestion.REVIEW);
        assertThat(check("😀".repeat(9_000))).isEqualTo(new Verdict(Suggestion.PASS, 100));
    }

    @Test
    void a_word_on_the_edge_of_what_wechat_reads_at_once_is_seen() {
        assertThat(check("好".repeat(2_499) + "违规" + "好".repeat(2_000)).suggestion())
                .isEqualTo(Suggestion.RISKY);
    }

    @Test
    void nothing_written_needs_no_check() {
        assertThat(check().suggestion()).isEqualTo(Suggestion.PASS);
        assertThat(check("", " \n").suggestion()).isEqualTo(Suggestion.PASS);
    }

    @ParameterizedTest
    @EnumSource
    void a_trouble_leaves_it_to_a_person(Trouble trouble) {
        given(trouble);
        assertThat(check("周六下午到青年之家学急救")).isEqualTo(new Verdict(Suggestion.REVIEW, null));
    }
}
