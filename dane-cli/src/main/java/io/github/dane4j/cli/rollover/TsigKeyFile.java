package io.github.dane4j.cli.rollover;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.xbill.DNS.Name;
import org.xbill.DNS.TSIG;

/** A shared key in the form in which tsig-keygen writes it and BIND and nsupdate read it. The secret is never printed. */
final class TsigKeyFile {
    private static final int MAX_BYTES = 1 << 16;
    private static final Pattern KEY =
            Pattern.compile("(?s)\\bkey\\s+\"?([A-Za-z0-9._-]{1,255})\"?\\s*\\{([^}]{0,4096})\\}\\s*;");
    private static final Pattern ALGORITHM = Pattern.compile("\\balgorithm\\s+\"?([A-Za-z0-9-]{1,64})\"?\\s*;");
    private static final Pattern SECRET = Pattern.compile("\\bsecret\\s+\"?([A-Za-z0-9+/=]{1,1024})\"?\\s*;");

    /** MD5 and SHA-1 are left out (RFC 8945 section 6). */
    private static final Map<String, Name> ALGORITHMS = Map.of(
            "hmac-sha224", TSIG.HMAC_SHA224,
            "hmac-sha256", TSIG.HMAC_SHA256,
            "hmac-sha384", TSIG.HMAC_SHA384,
            "hmac-sha512", TSIG.HMAC_SHA512);

    private TsigKeyFile() {}

    /**
     * The only key in a file.
     *
     * @throws IOException if the file cannot be read
     * @throws IllegalArgumentException if it does not hold one key of a known algorithm
     */
    static TSIG read(Path file) throws IOException {
        if (Files.size(file) > MAX_BYTES) {
            throw new IllegalArgumentException("the file is too large for a key");
        }
        String text = Files.readString(file, StandardCharsets.ISO_8859_1);
        Matcher key = KEY.matcher(text);
        if (!key.find()) {
            throw new IllegalArgumentException(
                    "expected key \"NAME\" { algorithm hmac-sha256; secret \"...\"; }; as tsig-keygen prints it");
        }
        String name = key.group(1);
        String body = key.group(2);
        if (key.find()) {
            throw new IllegalArgumentException("the file holds several keys; expected one");
        }
        Matcher algorithm = ALGORITHM.matcher(body);
        Matcher secret = SECRET.matcher(body);
        if (!algorithm.find() || !secret.find()) {
            throw new IllegalArgumentException("the key has no algorithm or no secret");
        }
        Name mac = ALGORITHMS.get(algorithm.group(1).toLowerCase(Locale.ROOT));
        if (mac == null) {
            throw new IllegalArgumentException(
                    "expected the algorithm hmac-sha224, -256, -384 or -512, found " + algorithm.group(1));
        }
        try {
            return new TSIG(
                    mac,
                    Name.fromString(name.endsWith(".") ? name : name + "."),
                    Base64.getDecoder().decode(secret.group(1)));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("the secret is not Base64", e);
        }
    }
}
