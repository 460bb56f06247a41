/**
 * Adapters to WeChat behind the ports that features declare. Nothing here decides a rule of the product: it asks WeChat,
 * and says what WeChat said in the words of the port. {@link org.youthhome.wechat.WxCalls} is the only class that calls
 * WxJava; {@link org.youthhome.wechat.WeChatConfiguration} only builds it.
 */
@ApplicationModule(allowedDependencies = {"kernel", "identity", "media", "activity", "sharing"})
@NullMarked
@CheckReturnValue
package org.youthhome.wechat;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
