-- Lists show the first photo that has passed: the index hears of a verdict as it hears of everything else.
ALTER TABLE photo
    ADD COLUMN changed_at TIMESTAMP(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6) ON UPDATE CURRENT_TIMESTAMP(6) COMMENT 'by the database''s clock',
    ADD KEY photo_changed (changed_at);
