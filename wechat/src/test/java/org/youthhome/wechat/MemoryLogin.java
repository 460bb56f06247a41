package org.youthhome.wechat;

import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.youthhome.identity.WeChatLogin;
import org.youthhome.kernel.Refusal;
import org.youthhome.kernel.Refusal.Kind;
import reactor.core.publisher.Mono;

/** WeChat's login in memory, for tests that need no HTTP: knows the codes that {@link SimulatedWeChat} knows. */
public final class MemoryLogin implements WeChatLogin {

    private final Set<String> used = ConcurrentHashMap.newKeySet();
    private final Queue<Refusal> next = new ConcurrentLinkedQueue<>();

    /** The next login is refused so. */
    public void refuseNext(Kind kind, String code) {
        next.add(Refusal.of(kind, code));
    }

    @Override
    public Mono<WeChatIdentity> identify(String code) {
        return Mono.fromCallable(() -> answer(code));
    }

    private WeChatIdentity answer(String code) {
        Refusal refusal = next.poll();
        if (refusal != null) {
            throw refusal;
        }
        String name = code.substring(code.indexOf(':') + 1).strip();
        if (!name.isEmpty() && code.startsWith("demo:")) {
            return new WeChatIdentity(SimulatedWeChat.openId(name), null);
        }
        if (!name.isEmpty() && code.startsWith("real:")) {
            if (!used.add(code)) {
                throw Refusal.of(Kind.UNAUTHENTICATED, "login_code_used");
            }
            return new WeChatIdentity(SimulatedWeChat.openId(name), SimulatedWeChat.unionId(name));
        }
        throw Refusal.of(Kind.UNAUTHENTICATED, "login_code_invalid");
    }
}
