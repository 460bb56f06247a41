package org.youthhome.wechat;

import org.youthhome.activity.ContentCheck;

class MemoryContentCheckTest extends ContentCheckContract {

    private final MemoryContentCheck check = new MemoryContentCheck();

    @Override
    ContentCheck contentCheck() {
        return check;
    }

    @Override
    void given(Trouble trouble) {
        check.awayNext();
    }
}
