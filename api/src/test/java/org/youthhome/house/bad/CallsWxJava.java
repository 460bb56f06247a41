package org.youthhome.house.bad;

import me.chanjar.weixin.common.error.WxErrorException;

/** Knows a library that only the adapter should know. */
public record CallsWxJava(WxErrorException fault) {}
