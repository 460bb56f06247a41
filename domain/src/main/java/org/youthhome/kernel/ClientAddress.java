package org.youthhome.kernel;

/**
 * Where a request comes from: an IPv4 address or an IPv6 network (/64), as far as the proxies in front are trusted. A
 * controller that declares it as a parameter gets it. Personal data: kept only as a keyed hash, never logged.
 *
 * @param value the address in its usual notation
 */
public record ClientAddress(String value) {

    @Override
    public String toString() {
        return "ClientAddress[…]";
    }
}
