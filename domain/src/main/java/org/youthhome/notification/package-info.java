/**
 * What people are told: announced in the transaction of what it tells of, and delivered to each person's inbox. Other
 * ways to tell, such as WeChat's subscription messages, begin at the inbox.
 */
@ApplicationModule(allowedDependencies = {"kernel", "identity"})
@NullMarked
@CheckReturnValue
package org.youthhome.notification;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
