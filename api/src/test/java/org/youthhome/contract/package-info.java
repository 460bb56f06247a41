/** The contract, {@code openapi.yaml}: that it says what the code does, and that it can be lived by. */
@org.jspecify.annotations.NullMarked
package org.youthhome.contract;
