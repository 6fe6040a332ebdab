package io.github.dane4j.mtasts;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The TXT record at {@code _mta-sts.<domain>} (RFC 8461 section 3.1): says that there is a policy, and which version.
 * Immutable.
 *
 * @param id identifies the version of the policy: 1 to 32 letters and digits
 */
public record StsRecord(String id) {
    private static final String VERSION = "v=STSv1";
    private static final String ID = "id=";
    private static final Pattern ID_VALUE = Pattern.compile("[A-Za-z0-9]{1,32}");
    private static final Pattern EXTENSION =
            Pattern.compile("[A-Za-z0-9][A-Za-z0-9_.-]{0,31}=[\\x21-\\x3A\\x3C\\x3E-\\x7E]+");

    /**
     * Finds the record among a domain's TXT records, each with its strings joined without spaces. Empty if not exactly one
     * has this version, or if it is malformed: the domain then has no policy.
     */
    public static Optional<StsRecord> of(List<String> records) {
        List<String> ours = records.stream().filter(StsRecord::isOfThisVersion).toList();
        return ours.size() == 1 ? parse(ours.get(0)) : Optional.empty();
    }

    private static boolean isOfThisVersion(String record) {
        return record.startsWith(VERSION)
                && stripBlanks(record.substring(VERSION.length())).startsWith(";");
    }

    private static Optional<StsRecord> parse(String record) {
        List<String> fields =
                Stream.of(record.split(";", -1)).map(StsRecord::stripBlanks).toList();
        // A trailing delimiter is allowed; any other empty field is not.
        int end = fields.get(fields.size() - 1).isEmpty() ? fields.size() - 1 : fields.size();
        Optional<StsRecord> found = Optional.empty();
        for (String field : fields.subList(1, end)) {
            boolean id = field.startsWith(ID)
                    && ID_VALUE.matcher(field.substring(ID.length())).matches();
            if (!id && !EXTENSION.matcher(field).matches()) {
                return Optional.empty();
            }
            if (id && found.isEmpty()) {
                found = Optional.of(new StsRecord(field.substring(ID.length())));
            }
        }
        // Spaces are only allowed next to a delimiter.
        return record.equals(stripBlanks(record)) || record.stripTrailing().endsWith(";") ? found : Optional.empty();
    }

    /** Without spaces and tabs at both ends. */
    private static String stripBlanks(String text) {
        int begin = 0;
        int end = text.length();
        while (begin < end && isBlank(text.charAt(begin))) {
            begin++;
        }
        while (end > begin && isBlank(text.charAt(end - 1))) {
            end--;
        }
        return text.substring(begin, end);
    }

    private static boolean isBlank(char c) {
        return c == ' ' || c == '\t';
    }
}
