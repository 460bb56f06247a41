/**
 * Real MariaDB and Redis servers for tests and for the run command, taken out of Maven Central jars and run as
 * processes of their own on 127.0.0.1. An engine that a killed program left behind is found by its command line and
 * stopped before its folder is used again; no other process is ever touched.
 */
@NullMarked
@CheckReturnValue
package org.youthhome.engines;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
