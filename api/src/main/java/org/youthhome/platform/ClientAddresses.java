package org.youthhome.platform;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.stereotype.Component;
import org.youthhome.kernel.ClientAddress;

/**
 * Finds out where a request comes from. {@code X-Forwarded-For} is read from its right end, for as long as whoever wrote
 * the entry is trusted; the rest of it anybody could have made up.
 */
@Component
class ClientAddresses {

    private static final ClientAddress UNKNOWN = new ClientAddress("unknown");
    private static final int V6_BYTES = 16;
    private static final int V6_NETWORK_BYTES = 8;

    private final List<Network> trusted;

    ClientAddresses(ProxySettings settings) {
        this.trusted = settings.trusted().stream().map(Network::parse).toList();
    }

    ClientAddress of(ServerHttpRequest request) {
        InetSocketAddress peer = request.getRemoteAddress();
        InetAddress address = peer == null ? null : peer.getAddress();
        if (address == null) {
            return UNKNOWN;
        }
        return trusted.isEmpty() || !isTrusted(address) ? shown(address) : forwarded(request, address);
    }

    private ClientAddress forwarded(ServerHttpRequest request, InetAddress proxy) {
        List<String> hops = request.getHeaders().getOrEmpty("X-Forwarded-For").stream()
                .flatMap(line -> Arrays.stream(line.split(",")))
                .map(String::strip)
                .toList();
        InetAddress last = proxy;
        for (int i = hops.size() - 1; i >= 0; i--) {
            InetAddress hop = literal(hops.get(i));
            if (hop == null) {
                break;
            }
            last = hop;
            if (!isTrusted(hop)) {
                break;
            }
        }
        return shown(last);
    }

    private boolean isTrusted(InetAddress address) {
        return trusted.stream().anyMatch(network -> network.holds(address));
    }

    /** An IPv6 household has a whole /64, so that is what is counted. */
    private static ClientAddress shown(InetAddress address) {
        byte[] bytes = address.getAddress();
        if (bytes.length < V6_BYTES) {
            return new ClientAddress(address.getHostAddress());
        }
        Arrays.fill(bytes, V6_NETWORK_BYTES, V6_BYTES, (byte) 0);
        try {
            return new ClientAddress(InetAddress.getByAddress(bytes).getHostAddress() + "/64");
        } catch (UnknownHostException neverForBytes) {
            return UNKNOWN;
        }
    }

    /** An address written in digits; a name is never looked up. */
    private static @Nullable InetAddress literal(String text) {
        String bare = text.startsWith("[") && text.contains("]") ? text.substring(1, text.indexOf(']')) : text;
        boolean v4 = bare.matches("\\d{1,3}(\\.\\d{1,3}){3}(:\\d+)?");
        boolean v6 = bare.indexOf(':') != bare.lastIndexOf(':') && bare.matches("[0-9a-fA-F:.]+");
        if (!v4 && !v6) {
            return null;
        }
        try {
            return InetAddress.getByName(v4 && bare.contains(":") ? bare.substring(0, bare.indexOf(':')) : bare);
        } catch (UnknownHostException malformed) {
            return null;
        }
    }

    /** Addresses that begin with the same bits. */
    private record Network(byte[] start, int bits) {

        static Network parse(String text) {
            int slash = text.indexOf('/');
            InetAddress start = literal(slash < 0 ? text : text.substring(0, slash));
            if (start == null) {
                throw new IllegalArgumentException("youth-home.proxies.trusted holds no address or network: " + text);
            }
            byte[] bytes = start.getAddress();
            int bits = slash < 0 ? bytes.length * 8 : Integer.parseInt(text.substring(slash + 1));
            if (bits < 0 || bits > bytes.length * 8) {
                throw new IllegalArgumentException("youth-home.proxies.trusted holds no network: " + text);
            }
            return new Network(bytes, bits);
        }

        boolean holds(InetAddress address) {
            byte[] other = address.getAddress();
            if (other.length != start.length) {
                return false;
            }
            for (int bit = 0; bit < bits; bit++) {
                int mask = 0x80 >>> (bit % 8);
                if ((start[bit / 8] & mask) != (other[bit / 8] & mask)) {
                    return false;
                }
            }
            return true;
        }
    }
}
