package org.youthhome.sharing;

/**
 * What a poster is for.
 *
 * <p>Widths and heights are pixels.
 */
public enum PosterLayout {
    /** A phone's screen, as people send it to each other. */
    PORTRAIT(1_080, 1_920),
    /** A picture in a group's chat. */
    SQUARE(1_080, 1_080),
    /** A4 across at 212 dots an inch, for a notice board or a hall's screen. */
    LANDSCAPE(2_480, 1_754);

    private final int width;
    private final int height;

    PosterLayout(int width, int height) {
        this.width = width;
        this.height = height;
    }

    public int width() {
        return width;
    }

    public int height() {
        return height;
    }
}
