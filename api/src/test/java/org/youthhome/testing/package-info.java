/**
 * What tests over HTTP share: the whole product with real engines, started once; clients that are signed in; a clock that
 * tests move.
 */
@org.jspecify.annotations.NullMarked
package org.youthhome.testing;
