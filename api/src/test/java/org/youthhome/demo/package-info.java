/** The demonstration: invented places, people and activities around today's date, made as its users would make them. */
package org.youthhome.demo;
