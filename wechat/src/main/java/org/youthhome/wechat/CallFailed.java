package org.youthhome.wechat;

import org.jspecify.annotations.Nullable;

/**
 * A call to WeChat that brought no answer we can use. Holds nothing of the request or of WeChat's words, because both
 * carry tokens, codes and openids; {@code errcode} and {@code rid} are what WeChat's support asks for. Each adapter turns
 * it into what its port promises.
 */
final class CallFailed extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** WeChat's {@code errcode} for "system busy, try again later". */
    static final int BUSY = -1;

    /** Why there is no answer. */
    enum Reason {
        /** WeChat answered with an errcode. */
        ERRCODE,
        /** Nothing came within the time limit. */
        SLOW,
        /** The connection could not be made, or broke. */
        CUT,
        /** The other side could not prove that it is WeChat. */
        UNTRUSTED,
        /** More calls are waiting than {@code wechat.waiting} allows. */
        FULL,
        /** The store of the shared access token is away. */
        TOKEN_STORE,
        /** Anything else, such as an answer that is not WeChat's JSON. */
        UNCLEAR
    }

    private final Reason reason;
    private final @Nullable Integer errcode;
    private final @Nullable String rid;

    private CallFailed(Reason reason, @Nullable Integer errcode, @Nullable String rid) {
        super(errcode == null ? reason.name() : "errcode " + errcode, null, false, false);
        this.reason = reason;
        this.errcode = errcode;
        this.rid = rid;
    }

    static CallFailed because(Reason reason) {
        return new CallFailed(reason, null, null);
    }

    static CallFailed answered(int errcode, @Nullable String rid) {
        return new CallFailed(Reason.ERRCODE, errcode, rid);
    }

    Reason reason() {
        return reason;
    }

    /** WeChat's number, where it answered with one. */
    @Nullable
    Integer errcode() {
        return errcode;
    }

    /** WeChat's name of this request, where it gave one. */
    @Nullable
    String rid() {
        return rid;
    }

    boolean busy() {
        return errcode != null && errcode == BUSY;
    }
}
