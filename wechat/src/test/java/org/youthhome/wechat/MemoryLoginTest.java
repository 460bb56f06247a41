package org.youthhome.wechat;

import org.youthhome.identity.WeChatLogin;

class MemoryLoginTest extends WeChatLoginContract {

    private final MemoryLogin login = new MemoryLogin();

    @Override
    WeChatLogin login() {
        return login;
    }

    @Override
    void given(Trouble trouble) {
        login.refuseNext(trouble.kind, trouble.code);
    }
}
