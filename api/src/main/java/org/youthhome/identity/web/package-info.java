/**
 * Login, the person's own data, roles and invitations over HTTP.
 */
@NullMarked
@CheckReturnValue
package org.youthhome.identity.web;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
