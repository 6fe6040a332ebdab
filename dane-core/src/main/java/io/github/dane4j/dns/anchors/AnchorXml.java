package io.github.dane4j.dns.anchors;

import java.io.IOException;
import java.io.StringReader;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.DClass;
import org.xbill.DNS.DNSKEYRecord;
import org.xbill.DNS.DSRecord;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Type;

/** Trust anchors as IANA publishes them, in {@code root-anchors.xml} (RFC 9718 section 2). */
public final class AnchorXml {
    private static final String ROOT = "TrustAnchor";
    private static final String DIGEST = "KeyDigest";

    /** The elements that are open. */
    private final Deque<String> open = new ArrayDeque<>();

    private final StringBuilder text = new StringBuilder();
    private final List<Map<String, String>> digests = new ArrayList<>();
    private @Nullable String zone;

    private AnchorXml() {}

    static List<Anchor> read(String xml) throws IOException {
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        AnchorXml document = new AnchorXml();
        try {
            XMLStreamReader reader = factory.createXMLStreamReader(new StringReader(xml));
            while (reader.hasNext()) {
                document.take(reader, reader.next());
            }
        } catch (XMLStreamException e) {
            throw new IOException("no well-formed XML: " + e.getMessage(), e);
        }
        return document.anchors();
    }

    private void take(XMLStreamReader reader, int event) throws IOException {
        switch (event) {
            case XMLStreamConstants.START_ELEMENT -> begin(reader);
            case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA -> text.append(reader.getText());
            case XMLStreamConstants.END_ELEMENT -> end();
            case XMLStreamConstants.DTD, XMLStreamConstants.ENTITY_REFERENCE ->
                throw new IOException("a document type or entity, which trust anchors do not have");
            default -> {
                // Comments, and what else says nothing.
            }
        }
    }

    private void begin(XMLStreamReader reader) throws IOException {
        String element = reader.getLocalName();
        if (open.isEmpty() && !element.equals(ROOT)) {
            throw new IOException("the document is no " + ROOT + " but " + element);
        }
        open.addLast(element);
        text.setLength(0);
        if (open.size() == 2 && element.equals(DIGEST)) {
            Map<String, String> digest = new HashMap<>();
            for (int i = 0; i < reader.getAttributeCount(); i++) {
                digest.put(reader.getAttributeLocalName(i), reader.getAttributeValue(i));
            }
            digests.add(digest);
        }
    }

    private void end() throws IOException {
        String value = text.toString().strip();
        int depth = open.size();
        String element = open.removeLast();
        if (depth == 2 && element.equals("Zone")) {
            if (zone != null) {
                throw new IOException("two elements Zone");
            }
            zone = value;
        } else if (depth == 3
                && DIGEST.equals(open.peekLast())
                && digests.get(digests.size() - 1).put(element, value) != null) {
            throw new IOException("two elements " + element + " in one " + DIGEST);
        }
        text.setLength(0);
    }

    private List<Anchor> anchors() throws IOException {
        if (zone == null) {
            throw new IOException("the element Zone is missing");
        }
        Name owner = Name.fromString(zone, Name.root);
        List<Anchor> anchors = new ArrayList<>();
        for (Map<String, String> digest : digests) {
            // A validator does without what it does not know (RFC 4035 section 5.2), if something is left.
            if (AnchorSet.canUse(number(digest, "Algorithm"), number(digest, "DigestType"))) {
                anchors.add(anchor(owner, digest));
            }
        }
        return anchors;
    }

    private static Anchor anchor(Name owner, Map<String, String> digest) throws IOException {
        Record ds = Record.fromString(
                owner,
                Type.DS,
                DClass.IN,
                0,
                String.join(
                        " ",
                        field(digest, "KeyTag"),
                        field(digest, "Algorithm"),
                        field(digest, "DigestType"),
                        field(digest, "Digest")),
                Name.root);
        checkKey(owner, (DSRecord) ds, digest);
        String until = digest.get("validUntil");
        return new Anchor(ds, instant(field(digest, "validFrom")), until == null ? Instant.MAX : instant(until));
    }

    /** The key itself may be there too; then it must be the one of the digest. */
    private static void checkKey(Name owner, DSRecord ds, Map<String, String> digest) throws IOException {
        String key = digest.get("PublicKey");
        if (key == null) {
            return;
        }
        DNSKEYRecord published = (DNSKEYRecord) Record.fromString(
                owner,
                Type.DNSKEY,
                DClass.IN,
                0,
                String.join(" ", field(digest, "Flags"), "3", field(digest, "Algorithm"), key),
                Name.root);
        if (!new DSRecord(owner, DClass.IN, 0, ds.getDigestID(), published).equals(ds)) {
            throw new IOException("key " + ds.getFootprint() + " has another digest than the document says");
        }
    }

    private static String field(Map<String, String> digest, String name) throws IOException {
        String value = digest.get(name);
        if (value == null) {
            throw new IOException(name + " is missing in a " + DIGEST);
        }
        return value;
    }

    private static int number(Map<String, String> digest, String name) throws IOException {
        try {
            return Integer.parseInt(field(digest, name));
        } catch (NumberFormatException e) {
            throw new IOException(name + " must be a number", e);
        }
    }

    private static Instant instant(String value) throws IOException {
        try {
            return OffsetDateTime.parse(value).toInstant();
        } catch (DateTimeException e) {
            throw new IOException("no date and time with an offset: " + value, e);
        }
    }
}
