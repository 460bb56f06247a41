/**
 * The model check: random requests, alone and at once, against a simple sequential reference. What the product answers
 * and what it keeps must be what the reference does in some order of the requests.
 */
@org.jspecify.annotations.NullMarked
package org.youthhome.model;
