package io.github.dane4j.cli.input;

import io.github.dane4j.Printable;
import io.github.dane4j.publish.RecordSource;
import io.github.dane4j.publish.RecordSourceException;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Reads certificates and keys from a file, whatever it is: PEM, DER, or a key store. */
public final class InputFile {
    /** As much as the PEM reader takes; no key store of a server is larger. */
    private static final int MAX_OCTETS = 1 << 20;

    private static final int SHOWN = 200;

    /** The name of a file that stands for standard input. */
    private static final String STANDARD_INPUT = "-";

    private static final byte[] PEM_MARK = "-----BEGIN ".getBytes(StandardCharsets.US_ASCII);
    private static final List<byte[]> KEY_STORE_MARKS = List.of(
            new byte[] {(byte) 0xfe, (byte) 0xed, (byte) 0xfe, (byte) 0xed},
            new byte[] {(byte) 0xce, (byte) 0xce, (byte) 0xce, (byte) 0xce});

    @Spec(Spec.Target.MIXEE)
    private @Nullable CommandSpec command;

    @Option(
            names = "--alias",
            paramLabel = "NAME",
            description = "the entry of a key store; not needed if it has only one")
    private @Nullable String alias;

    @Option(
            names = "--storepass",
            arity = "0..1",
            interactive = true,
            paramLabel = "PASSWORD",
            description = "the password of a PKCS#12 key store; asked for if left out")
    private char @Nullable [] password;

    @Option(
            names = "--storepass-file",
            paramLabel = "FILE",
            description = "a file whose first line is that password, so that it is on no command line")
    private @Nullable Path passwordFile;

    @Option(
            names = "--storepass-env",
            paramLabel = "NAME",
            description = "an environment variable that holds that password")
    private @Nullable String passwordVariable;

    private boolean passwordRead;
    private byte @Nullable [] standardInput;

    /** The defaults. */
    public InputFile() {}

    /** What is in the file, in its order; at least one. Complains as about a wrong parameter. */
    public List<RecordSource> read(Path file) {
        readPassword();
        try {
            byte[] octets = octets(file);
            Optional<String> wide = unicode(octets);
            if (wide.isPresent()) {
                return pem(file, wide.get());
            }
            if (alias != null || password != null || isKeyStore(octets)) {
                if (file.toString().equals(STANDARD_INPUT)) {
                    throw wrong("a key store is read from a file, not from standard input");
                }
                return keyStoreEntry(file);
            }
            return contains(octets, PEM_MARK)
                    ? pem(file, new String(octets, StandardCharsets.ISO_8859_1))
                    : List.of(RecordSource.der(octets));
        } catch (RecordSourceException e) {
            throw wrong(file + ": " + e.getMessage());
        } catch (IOException e) {
            throw wrong(file + " cannot be read: " + reason(e));
        }
    }

    /** Text with a byte order mark, as Windows writes it; empty if there is none. */
    private static Optional<String> unicode(byte[] octets) {
        if (starts(octets, 0xff, 0xfe)) {
            return Optional.of(new String(octets, 2, octets.length - 2, StandardCharsets.UTF_16LE));
        }
        if (starts(octets, 0xfe, 0xff)) {
            return Optional.of(new String(octets, 2, octets.length - 2, StandardCharsets.UTF_16BE));
        }
        return starts(octets, 0xef, 0xbb, 0xbf)
                ? Optional.of(new String(octets, 3, octets.length - 3, StandardCharsets.UTF_8))
                : Optional.empty();
    }

    private static boolean starts(byte[] octets, int... mark) {
        for (int i = 0; i < mark.length; i++) {
            if (i >= octets.length || (octets[i] & 0xff) != mark[i]) {
                return false;
            }
        }
        return true;
    }

    /** Certificates and public keys; a private key counts by its public key if there is nothing else. */
    private List<RecordSource> pem(Path file, String text) {
        try {
            return RecordSource.pem(text);
        } catch (RecordSourceException e) {
            if (e.problem() != RecordSourceException.Problem.NOTHING_FOUND) {
                throw e;
            }
            try {
                return PrivateKeys.publicKey(text).map(List::of).orElseThrow(() -> e);
            } catch (PrivateKeys.Unusable unusable) {
                throw wrong(file + ": " + unusable.getMessage());
            }
        }
    }

    private void readPassword() {
        int ways = (password == null ? 0 : 1) + (passwordFile == null ? 0 : 1) + (passwordVariable == null ? 0 : 1);
        if (ways > 1 && !passwordRead) {
            throw wrong("--storepass, --storepass-file and --storepass-env exclude each other");
        }
        if (passwordRead || password != null) {
            return;
        }
        passwordRead = true;
        if (passwordFile != null) {
            try (BufferedReader in = Files.newBufferedReader(passwordFile, StandardCharsets.UTF_8)) {
                String line = in.readLine();
                if (line == null || line.isEmpty()) {
                    throw wrong("--storepass-file: " + passwordFile + " is empty");
                }
                password = line.toCharArray();
            } catch (IOException e) {
                throw wrong("--storepass-file: " + passwordFile + " cannot be read: " + reason(e));
            }
        } else if (passwordVariable != null) {
            String value = System.getenv(passwordVariable);
            if (value == null || value.isEmpty()) {
                throw wrong("--storepass-env: the environment variable " + Printable.clip(passwordVariable, SHOWN)
                        + " is not set");
            }
            password = value.toCharArray();
        }
    }

    /** The text of a file, or of standard input. */
    public String text(Path file) throws IOException {
        byte[] octets = octets(file);
        return unicode(octets).orElseGet(() -> new String(octets, StandardCharsets.UTF_8));
    }

    private byte[] octets(Path file) throws IOException {
        if (file.toString().equals(STANDARD_INPUT)) {
            if (standardInput == null) {
                standardInput = bounded(file, System.in);
            }
            return standardInput;
        }
        try (InputStream in = Files.newInputStream(file)) {
            return bounded(file, in);
        }
    }

    private byte[] bounded(Path file, InputStream in) throws IOException {
        byte[] octets = in.readNBytes(MAX_OCTETS + 1);
        if (octets.length > MAX_OCTETS) {
            throw wrong(file + " has more than " + MAX_OCTETS + " bytes, too many for certificates and keys");
        }
        return octets;
    }

    /** Why a file cannot be read or written, in a few words. */
    public static String reason(IOException e) {
        if (e instanceof NoSuchFileException) {
            return "there is no such file";
        }
        if (e instanceof AccessDeniedException) {
            return "permission denied";
        }
        // The message of the others begins with the file once more.
        return String.valueOf(
                e instanceof FileSystemException other && other.getReason() != null
                        ? other.getReason()
                        : e.getMessage());
    }

    /** JKS and JCEKS by their marks; PKCS#12 by the version with which it begins (RFC 7292 section 4). */
    private static boolean isKeyStore(byte[] octets) {
        for (byte[] mark : KEY_STORE_MARKS) {
            if (octets.length > mark.length && Arrays.equals(octets, 0, mark.length, mark, 0, mark.length)) {
                return true;
            }
        }
        int header = octets.length > 1 && octets[1] < 0 ? 2 + (octets[1] & 0x7f) : 2;
        return octets.length > header + 2
                && octets[0] == 0x30
                && octets[header] == 0x02
                && octets[header + 1] == 1
                && octets[header + 2] == 3;
    }

    private static boolean contains(byte[] octets, byte[] mark) {
        for (int i = 0; i + mark.length <= octets.length; i++) {
            if (Arrays.equals(octets, i, i + mark.length, mark, 0, mark.length)) {
                return true;
            }
        }
        return false;
    }

    private List<RecordSource> keyStoreEntry(Path path) {
        File file = path.toFile();
        KeyStore store;
        try {
            store = KeyStore.getInstance(file, password);
        } catch (IOException | GeneralSecurityException e) {
            throw wrong(path + " cannot be opened as a key store: " + e.getMessage() + passwordHint());
        }
        String entry = alias != null ? alias : onlyAlias(path, store);
        try {
            return RecordSource.keyStoreEntry(store, entry);
        } catch (RecordSourceException e) {
            // Without password the JDK shows the entries of a PKCS#12 file, and keeps quiet about its certificates.
            throw wrong(path + ": " + e.getMessage() + passwordHint());
        }
    }

    private String onlyAlias(Path path, KeyStore store) {
        List<String> aliases;
        try {
            aliases = Collections.list(store.aliases());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the key store is loaded", e);
        }
        if (aliases.isEmpty()) {
            throw wrong(path + " shows no entries" + passwordHint());
        }
        if (aliases.size() > 1) {
            Collections.sort(aliases);
            throw wrong(path + " has several entries; choose one with --alias: "
                    + Printable.clip(String.join(", ", aliases), SHOWN));
        }
        return aliases.get(0);
    }

    private String passwordHint() {
        return password == null ? "; does it need --storepass-file or --storepass?" : "";
    }

    private ParameterException wrong(String message) {
        if (command == null) {
            throw new IllegalStateException("used outside of a command");
        }
        return new ParameterException(command.commandLine(), message);
    }
}
