/**
 * Login, the person's own data, roles, invitations, and the audit log over HTTP. The log is here and not in the audit's own
 * web package, since an operation names who may call it, and identity stands on the audit.
 */
@NullMarked
@CheckReturnValue
package org.youthhome.identity.web;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
