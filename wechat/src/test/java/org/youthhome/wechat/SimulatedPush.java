package org.youthhome.wechat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import tools.jackson.databind.json.JsonMapper;

/**
 * WeChat's side of the message push: seals messages as WeChat does.
 *
 * @param appId whom it is for
 */
public record SimulatedPush(String token, String aesKey, String appId) {

    public static final String TOKEN = "simulatedpush";
    public static final String AES_KEY = "51a7ed0051a7ed0051a7ed0051a7ed0051a7ed0051A";

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int BLOCK = 32;

    /** As the simulated mini-program is set up. */
    public SimulatedPush() {
        this(TOKEN, AES_KEY, SimulatedWeChat.APP_ID);
    }

    /**
     * What is sent.
     *
     * @param query behind the address, with its question mark
     */
    public record Sealed(String query, String body, String contentType) {}

    /** A verdict on a picture, in JSON. */
    public Sealed verdict(String traceId, String suggest, int label) {
        return json(JSON.writeValueAsString(Map.of(
                "ToUserName",
                "gh_simulated",
                "FromUserName",
                "osimulated",
                "CreateTime",
                1626959646,
                "MsgType",
                "event",
                "Event",
                "wxa_media_check",
                "appid",
                appId,
                "trace_id",
                traceId,
                "version",
                2,
                "detail",
                List.of(Map.of("strategy", "content_model", "errcode", 0, "suggest", suggest)),
                "result",
                Map.of("suggest", suggest, "label", label))));
    }

    /** The same in XML. */
    public Sealed verdictInXml(String traceId, String suggest, int label) {
        return xml("""
                <xml><ToUserName><![CDATA[gh_simulated]]></ToUserName><FromUserName><![CDATA[o]]></FromUserName>
                <CreateTime>1626959646</CreateTime><MsgType><![CDATA[event]]></MsgType>
                <Event><![CDATA[wxa_media_check]]></Event><appid><![CDATA[%s]]></appid>
                <trace_id><![CDATA[%s]]></trace_id><version>2</version>
                <detail><strategy><![CDATA[content_model]]></strategy><errcode>0</errcode>
                <suggest><![CDATA[review]]></suggest><label>1</label><prob>90</prob></detail>
                <errcode>0</errcode><errmsg><![CDATA[ok]]></errmsg>
                <result><suggest><![CDATA[%s]]></suggest><label>%d</label></result></xml>
                """.formatted(appId, traceId, suggest, label));
    }

    public Sealed json(String message) {
        String encrypted = encrypted(message);
        return sealed(
                encrypted, "{\"ToUserName\":\"gh_simulated\",\"Encrypt\":\"" + encrypted + "\"}", "application/json");
    }

    public Sealed xml(String message) {
        String encrypted = encrypted(message);
        return sealed(
                encrypted,
                "<xml><ToUserName><![CDATA[gh_simulated]]></ToUserName><Encrypt><![CDATA[" + encrypted
                        + "]]></Encrypt></xml>",
                "text/xml");
    }

    /** The address's query for a GET by which WeChat makes sure of its other end. */
    public String echo(String timestamp, String nonce, String echo) {
        return "?signature=" + sha1(token, timestamp, nonce) + "&timestamp=" + timestamp + "&nonce=" + nonce
                + "&echostr=" + echo;
    }

    private Sealed sealed(String encrypted, String body, String contentType) {
        String timestamp = "1714112445";
        String nonce = "415670741";
        return new Sealed(
                "?signature=" + sha1(token, timestamp, nonce) + "&timestamp=" + timestamp + "&nonce=" + nonce
                        + "&encrypt_type=aes&msg_signature=" + sha1(token, timestamp, nonce, encrypted),
                body,
                contentType);
    }

    private String encrypted(String message) {
        byte[] text = message.getBytes(StandardCharsets.UTF_8);
        byte[] app = appId.getBytes(StandardCharsets.UTF_8);
        byte[] random = new byte[16];
        RANDOM.nextBytes(random);
        int length = 20 + text.length + app.length;
        int padding = BLOCK - length % BLOCK;
        byte[] clear = ByteBuffer.allocate(length + padding)
                .put(random)
                .putInt(text.length)
                .put(text)
                .put(app)
                .array();
        Arrays.fill(clear, length, clear.length, (byte) padding);
        byte[] key = Base64.getDecoder().decode(aesKey + "=");
        try {
            Cipher cipher = Cipher.getInstance("AES/CBC/NoPadding");
            cipher.init(
                    Cipher.ENCRYPT_MODE, new SecretKeySpec(key, "AES"), new IvParameterSpec(Arrays.copyOf(key, 16)));
            return Base64.getEncoder().encodeToString(cipher.doFinal(clear));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String sha1(String... parts) {
        try {
            byte[] joined = String.join("", Stream.of(parts).sorted().toList()).getBytes(StandardCharsets.UTF_8);
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-1").digest(joined));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
