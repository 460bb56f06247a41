package org.youthhome.demo;

import org.youthhome.identity.Role;

/**
 * Somebody who can be logged in as with {@code demo:NAME} and holds a role from the first day. Volunteers and residents
 * need no account here: any name is one.
 *
 * @param place by name, where the role is held
 */
public record DemonstrationAccount(String name, String nickname, Role role, String place, String description) {}
