package org.youthhome.wechat;

import java.io.StringReader;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import org.youthhome.kernel.Refusal;
import org.youthhome.media.PhotoVerdict;
import org.youthhome.media.PhotoVerdict.Suggestion;
import org.youthhome.media.PushGate;
import reactor.core.publisher.Mono;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * WeChat's message push in its secure mode, in JSON or XML
 * (developers.weixin.qq.com/miniprogram/dev/framework/server-ability/message-push.html). By Java's own cryptography: WxJava
 * looks at no app id.
 *
 * <p>{@code msg_signature} is the SHA-1 of token, timestamp, nonce and the encrypted text, sorted and joined. The text is
 * AES-256-CBC under the EncodingAESKey, whose first 16 bytes are the IV too, padded to 32 bytes; in it stand 16 random
 * bytes, the length of the message in four, the message, and the app id.
 */
@Component
class WxPushGate implements PushGate {

    private static final Logger LOG = LoggerFactory.getLogger(WxPushGate.class);
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private static final int RANDOM = 16;
    private static final int IV = 16;
    private static final int BLOCK = 32;
    private static final int LONGEST_NAME = 128;
    private static final String VERDICT = "wxa_media_check";

    private final String appId;
    private final WeChatSettings.@Nullable Push settings;
    private final XMLInputFactory xml;

    WxPushGate(WeChatSettings settings) {
        this.appId = settings.appId();
        this.settings = settings.push();
        this.xml = XMLInputFactory.newDefaultFactory();
        xml.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        xml.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        xml.setProperty(XMLInputFactory.IS_COALESCING, true);
    }

    @Override
    public Mono<Void> admit(Seals seals) {
        return Mono.fromRunnable(() -> {
            WeChatSettings.Push push = push();
            refuseUnless(seals.signature(), push.token(), seals.timestamp(), seals.nonce());
        });
    }

    @Override
    public Mono<PhotoVerdict> open(Seals seals, String body) {
        return Mono.fromSupplier(() -> verdict(message(seals, body)));
    }

    /** The message in clear, by the names of what stands in it; names within others are joined by a dot. */
    Map<String, String> message(Seals seals, String body) {
        WeChatSettings.Push push = push();
        String encrypted = read(body).getOrDefault("Encrypt", "");
        refuseUnless(seals.messageSignature(), push.token(), seals.timestamp(), seals.nonce(), encrypted);
        return read(decrypted(push, encrypted));
    }

    private String decrypted(WeChatSettings.Push push, String encrypted) {
        try {
            byte[] key = push.key();
            Cipher cipher = Cipher.getInstance("AES/CBC/NoPadding");
            cipher.init(
                    Cipher.DECRYPT_MODE, new SecretKeySpec(key, "AES"), new IvParameterSpec(Arrays.copyOf(key, IV)));
            byte[] padded = cipher.doFinal(Base64.getDecoder().decode(encrypted));
            int padding = padded.length == 0 ? 0 : padded[padded.length - 1];
            if (padding < 1 || padding > BLOCK) {
                throw notGenuine("padding");
            }
            ByteBuffer clear = ByteBuffer.wrap(padded, 0, padded.length - padding);
            clear.position(RANDOM);
            int length = clear.getInt();
            if (length < 0 || length > clear.remaining()) {
                throw notGenuine("length");
            }
            byte[] message = new byte[length];
            clear.get(message);
            byte[] forApp = new byte[clear.remaining()];
            clear.get(forApp);
            if (!MessageDigest.isEqual(forApp, appId.getBytes(StandardCharsets.UTF_8))) {
                throw notGenuine("app id");
            }
            return new String(message, StandardCharsets.UTF_8);
        } catch (GeneralSecurityException | IllegalArgumentException | BufferUnderflowException wrongKey) {
            throw notGenuine("key");
        }
    }

    private static @Nullable PhotoVerdict verdict(Map<String, String> message) {
        String traceId = message.getOrDefault("trace_id", "");
        if (!VERDICT.equals(message.get("Event")) || traceId.isBlank() || traceId.length() > LONGEST_NAME) {
            return null;
        }
        Suggestion suggestion =
                switch ("0".equals(message.getOrDefault("errcode", "0"))
                        ? message.getOrDefault("result.suggest", "")
                        : "") {
                    case "pass" -> Suggestion.PASS;
                    case "risky" -> Suggestion.RISKY;
                    // Also what could not be fetched (-1008): nobody has looked at it.
                    default -> Suggestion.REVIEW;
                };
        String label = message.getOrDefault("result.label", "");
        return new PhotoVerdict(traceId, suggestion, label.matches("\\d{1,9}") ? Integer.valueOf(label) : null);
    }

    private Map<String, String> read(String text) {
        try {
            return text.stripLeading().startsWith("<") ? readXml(text) : readJson(text);
        } catch (JacksonException | XMLStreamException malformed) {
            throw notGenuine("format");
        }
    }

    private static Map<String, String> readJson(String text) {
        Map<String, String> read = new HashMap<>();
        collect("", JSON.readTree(text), read);
        return read;
    }

    private static void collect(String path, JsonNode node, Map<String, String> read) {
        node.forEachEntry((name, value) -> {
            String at = path.isEmpty() ? name : path + "." + name;
            if (value.isObject()) {
                collect(at, value, read);
            } else if (value.isValueNode()) {
                read.put(at, value.asString(""));
            }
        });
    }

    private Map<String, String> readXml(String text) throws XMLStreamException {
        Map<String, String> read = new HashMap<>();
        StringBuilder path = new StringBuilder();
        XMLStreamReader reader = xml.createXMLStreamReader(new StringReader(text));
        while (reader.hasNext()) {
            switch (reader.next()) {
                case XMLStreamConstants.START_ELEMENT -> path.append('.').append(reader.getLocalName());
                case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA -> {
                    String at = path.toString();
                    if (at.startsWith(".xml.") && !reader.getText().isBlank()) {
                        read.put(
                                at.substring(".xml.".length()), reader.getText().strip());
                    }
                }
                case XMLStreamConstants.END_ELEMENT -> path.setLength(path.lastIndexOf("."));
                default -> {}
            }
        }
        return read;
    }

    private WeChatSettings.Push push() {
        if (settings == null) {
            throw notGenuine("no wechat.push settings");
        }
        return settings;
    }

    private static void refuseUnless(String signature, String... parts) {
        Arrays.sort(parts);
        try {
            byte[] digest = MessageDigest.getInstance("SHA-1")
                    .digest(String.join("", parts).getBytes(StandardCharsets.UTF_8));
            String expected = HexFormat.of().formatHex(digest);
            if (!MessageDigest.isEqual(
                    expected.getBytes(StandardCharsets.UTF_8), signature.getBytes(StandardCharsets.UTF_8))) {
                throw notGenuine("signature");
            }
        } catch (GeneralSecurityException missing) {
            throw new IllegalStateException(missing);
        }
    }

    /** Why, is for the log; whoever tries hears one answer for all. */
    private static Refusal notGenuine(String why) {
        LOG.debug("A message that is not WeChat's was refused: {}", why);
        return Refusal.of(Refusal.Kind.FORBIDDEN, "push_not_genuine");
    }
}
