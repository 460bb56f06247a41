package org.youthhome;

import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;

/** Keys made at the first start and kept beside the data that they protect; nothing secret is in the repository. */
final class DevelopmentSecrets {

    /** Settings that each want a key of their own: 32 random bytes in base64. */
    private static final List<String> KEYS = List.of(
            "youth-home.check-in.keys.0",
            "youth-home.tokens.keys.development",
            "youth-home.privacy.keys.development",
            "youth-home.privacy.lookup-key");

    private DevelopmentSecrets() {}

    /** The settings, from {@code secrets.properties} in this folder; what is not yet there is made. */
    static Map<String, String> in(Path folder) throws IOException {
        Path file = folder.resolve("secrets.properties");
        Properties secrets = new Properties();
        if (Files.exists(file)) {
            try (Reader reader = Files.newBufferedReader(file)) {
                secrets.load(reader);
            }
        }
        SecureRandom random = new SecureRandom();
        for (String key : KEYS) {
            byte[] bytes = new byte[32];
            random.nextBytes(bytes);
            secrets.putIfAbsent(key, Base64.getEncoder().encodeToString(bytes));
        }
        Path half = Files.createTempFile(
                folder,
                "secrets",
                ".half",
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        try (Writer writer = Files.newBufferedWriter(half)) {
            secrets.store(writer, null);
        }
        Files.move(half, file, StandardCopyOption.ATOMIC_MOVE);
        Map<String, String> settings = new TreeMap<>();
        secrets.stringPropertyNames().forEach(name -> settings.put(name, secrets.getProperty(name)));
        return settings;
    }
}
