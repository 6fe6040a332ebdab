package io.github.dane4j.cli.finding;

import io.github.dane4j.Printable;
import io.github.dane4j.tlsa.TlsaRecord;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What can be found out: for each finding its usual level, who has to act, and the sentences. A name in braces stands for
 * the fact of that name; what stands in brackets is left out where its fact is not known. Advice never tells to trust what
 * just answered, and never to publish TLSA records for a server that was not seen to offer TLS.
 */
public enum Code {
    // The resolver.
    RESOLVER_STRIPS_SIGNATURES(
            Level.UNKNOWN,
            Culprit.YOUR_RESOLVER,
            "your resolver {resolver} does not pass on DNSSEC signatures",
            "ask a resolver that passes DNSSEC records on, such as Unbound, BIND or Knot Resolver on this machine"
                    + " (--nameserver); the domain is not at fault"),
    RESOLVER_REFUSES(
            Level.UNKNOWN,
            Culprit.YOUR_RESOLVER,
            "your resolver {resolver} answers \". DNSKEY\" with {rcode}",
            "allow this machine to ask {resolver}, or ask another resolver with --nameserver; the domain is not at"
                    + " fault"),
    RESOLVER_SILENT(
            Level.UNKNOWN,
            Culprit.YOUR_RESOLVER,
            "your resolver {resolver} does not answer: {detail}",
            "check the address of the resolver and the way to it (UDP and TCP), or ask another one with --nameserver;"
                    + " the domain is not at fault"),
    ROOT_KEYS_DIFFER(
            Level.UNKNOWN,
            Culprit.YOUR_RESOLVER,
            "the root keys that your resolver {resolver} returns do not match the trust anchors: {detail}",
            "ask another resolver with --nameserver; if that changes nothing, check the clock of this machine and the"
                    + " trust anchors"),

    // What DNS says of the domain.
    DOMAIN_MISSING(
            Level.FAILURE,
            Culprit.ZONE,
            "the domain {domain} does not exist",
            "check the spelling, or register the domain"),
    NULL_MX(Level.NOT_COVERED, Culprit.NOBODY, "the domain {domain} takes no mail (null MX)", ""),
    MX_UNSIGNED(
            Level.NOT_COVERED,
            Culprit.ZONE,
            "the MX records of {domain} are not signed, so an attacker can name another host",
            "sign the zone {zone} with DNSSEC"),
    ZONE_WITHOUT_DS(
            Level.NOT_COVERED,
            Culprit.PARENT_ZONE,
            "the zone {zone} has keys, but no DS record in its parent, so that its signatures count for nothing",
            "have the registrar of {zone} enter its DS record in the parent zone"),
    LOOKUP_BOGUS(
            Level.FAILURE,
            Culprit.ZONE,
            "the answer to \"{query}\" fails DNSSEC validation: {detail}",
            "repair the signatures of the zone; until then no sender that validates delivers"),
    CHAIN_OF_TRUST_BROKEN(
            Level.FAILURE,
            Culprit.PARENT_ZONE,
            "no key of the zone {zone} fits its DS records in the parent zone[ {parent}]",
            "enter the DS record of the zone's present key in the parent zone[ {parent}], or remove the DS records"
                    + " there; until then no sender that validates delivers"),
    DS_NOT_PROVEN(
            Level.FAILURE,
            Culprit.PARENT_ZONE,
            "the parent zone[ {parent}] does not prove whether the zone[ {zone}] is signed: {detail}",
            "have the parent zone[ {parent}] repaired, its DS records or its denial of existence (NSEC, NSEC3); until"
                    + " then no sender that validates delivers"),
    PARENT_SIGNATURES_EXPIRED(
            Level.FAILURE,
            Culprit.PARENT_ZONE,
            "the signatures of the parent zone[ {parent}] expired on {ends}, so that it does not prove whether the"
                    + " zone[ {zone}] is signed",
            "have the parent zone[ {parent}] signed again; until then no sender that validates delivers"),
    SIGNATURES_EXPIRED(
            Level.FAILURE,
            Culprit.ZONE,
            "the signatures of the zone {zone} expired on {ends}",
            "sign the zone again, and find out why its signer stopped; until then no sender that validates delivers"),
    LOOKUP_FAILED(
            Level.UNKNOWN,
            Culprit.ZONE,
            "the lookup \"{query}\" failed: {detail}",
            "ask again, or another resolver with --nameserver; if it persists, the name servers of the zone are broken,"
                    + " and no sender that knows DANE delivers"),
    PARENT_LOOKUP_FAILED(
            Level.UNKNOWN,
            Culprit.PARENT_ZONE,
            "the lookup \"{query}\", which the name servers of the parent zone[ {parent}] answer, failed: {detail}",
            "ask again, or another resolver with --nameserver; if it persists, have the name servers of the parent"
                    + " zone[ {parent}] repaired, since no sender that knows DANE delivers"),
    LOOKUP_TOO_COSTLY(
            Level.UNKNOWN,
            Culprit.ZONE,
            "the answer to \"{query}\" takes more work to validate than is allowed: {detail}",
            "make the zone[ {zone}] cheaper to validate: fewer keys, signatures and NSEC3 iterations"),
    LOOKUP_UNANSWERED(
            Level.UNKNOWN,
            Culprit.YOUR_RESOLVER,
            "the lookup \"{query}\" got no usable reply: {detail}",
            "ask again, or another resolver with --nameserver; if that does not help either, the name servers of the"
                    + " zone are broken"),
    LOOKUP_MALFORMED(
            Level.UNKNOWN,
            Culprit.YOUR_RESOLVER,
            "the lookup \"{query}\" got a malformed reply: {detail}",
            "ask again, or another resolver with --nameserver; if its replies are no better, the zone has a"
                    + " record that cannot be read, or broken name servers"),
    LOOKUP_NOT_MADE(
            Level.UNKNOWN,
            Culprit.YOUR_SETTINGS,
            "the lookup \"{query}\" was not completed here: {detail}",
            "ask again, and for fewer domains at a time; the domain is not at fault"),
    LOOKUP_NOT_TRUSTED(
            Level.UNKNOWN,
            Culprit.YOUR_SETTINGS,
            "the answer to \"{query}\" cannot be validated here: {detail}",
            "check the clock of this machine and the trust anchors; the domain is not at fault"),
    ALIAS_LOOP(
            Level.FAILURE,
            Culprit.ZONE,
            "the aliases of \"{query}\" loop, or there are too many: {detail}",
            "shorten the chain of aliases"),
    DENIAL_BROKEN(
            Level.WARNING,
            Culprit.ZONE,
            "the name servers cannot prove what does not exist at {query}: {detail}",
            "repair denial of existence (NSEC, NSEC3) in the zone: names without TLSA records look broken to senders"),
    SIGNATURE_ENDS_SOON(
            Level.WARNING,
            Culprit.ZONE,
            "the signature of {query} ends on {ends}",
            "sign the zone again, and find out why its signer has not done so yet"),
    DS_SIGNATURE_ENDS_SOON(
            Level.WARNING,
            Culprit.PARENT_ZONE,
            "the signature of {query} ends on {ends}",
            "have the parent zone signed again: it signs the DS records, and the zone itself cannot"),
    TTL_LONG(
            Level.WARNING,
            Culprit.ZONE,
            "the TTL of {query} is {ttl} seconds: a new key has to wait for twice as long",
            "lower the TTL to 3600 seconds"),

    // Services found by SRV records.
    SRV_UNSIGNED(
            Level.NOT_COVERED,
            Culprit.ZONE,
            "the SRV records of {service} are not signed, so an attacker can name another server",
            "sign the zone with DNSSEC"),
    SRV_MISSING(
            Level.NOT_COVERED,
            Culprit.ZONE,
            "{service} has no SRV records",
            "publish SRV records if the domain offers the service"),
    SRV_NOT_OFFERED(Level.NOT_COVERED, Culprit.NOBODY, "the domain declares that it does not offer {service}", ""),

    // The MX hosts.
    MX_NO_ADDRESS(Level.FAILURE, Culprit.ZONE, "{host} has no address", "correct the MX record, or publish an address"),
    MX_IS_ADDRESS(
            Level.NOT_COVERED,
            Culprit.ZONE,
            "{host} is an IP address, and TLSA records belong to names",
            "give the host a name, and name it in the MX record"),
    MX_NAME_INVALID(Level.FAILURE, Culprit.ZONE, "{host} is not a host name", "correct the MX record"),
    MX_IS_ALIAS(
            Level.WARNING,
            Culprit.ZONE,
            "{host} is an alias of {target}, which an MX host must not be (RFC 2181 section 10.3)",
            "name {target} in the MX record"),
    HOSTS_LEFT_OUT(Level.UNKNOWN, Culprit.NOBODY, "{count} more hosts were not looked at", ""),
    ADDRESSES_LEFT_OUT(Level.UNKNOWN, Culprit.NOBODY, "{count} more addresses of {host} were not looked at", ""),

    // TLSA records that are missing: the advice depends on what the servers said.
    TLSA_MISSING(
            Level.NOT_COVERED,
            Culprit.ZONE,
            "{host} has no TLSA records for port {port}, and its server offers TLS",
            "publish the record of the key that belongs on {host}: dane tlsa CERTIFICATE --name {host} --port {port}"),
    TLSA_MISSING_NO_TLS(
            Level.NOT_COVERED,
            Culprit.SERVER,
            "{host} has no TLSA records for port {port}, and a server of it does not offer working TLS",
            "set up TLS on every address of {host} first; TLSA records before that would stop the mail of every sender"
                    + " that knows DANE"),
    TLSA_MISSING_UNSEEN(
            Level.NOT_COVERED,
            Culprit.ZONE,
            "{host} has no TLSA records for port {port}, and not every server of it could be reached from here",
            "check from elsewhere that every address of {host} offers TLS before TLSA records are published"),
    HOST_UNSIGNED(
            Level.NOT_COVERED,
            Culprit.ZONE,
            "the zone of {host} is not signed, so it cannot have TLSA records that count",
            "sign the zone of {host} with DNSSEC, then publish TLSA records for the keys of its servers"),
    HOST_UNSIGNED_NO_TLS(
            Level.NOT_COVERED,
            Culprit.SERVER,
            "the zone of {host} is not signed, and a server of it does not offer working TLS",
            "set up TLS on every address of {host} first, and sign its zone with DNSSEC; publish TLSA records last"),
    HOST_UNSIGNED_UNSEEN(
            Level.NOT_COVERED,
            Culprit.ZONE,
            "the zone of {host} is not signed, and not every server of it could be reached from here",
            "sign the zone of {host} with DNSSEC; check that every address offers TLS before TLSA records are"
                    + " published"),

    // TLSA records that are there.
    RECORDS_UNUSABLE(
            Level.FAILURE,
            Culprit.ZONE,
            "none of the TLSA records of {host} is usable: senders insist on TLS and authenticate nobody",
            "publish a record that senders can use: dane tlsa CERTIFICATE --name {host} --port {port}"),
    RECORDS_UNUSABLE_NO_TLS(
            Level.FAILURE,
            Culprit.SERVER,
            "none of the TLSA records of {host} is usable, and a server of it does not offer working TLS, on which"
                    + " senders insist because of them",
            "set up TLS on every address of {host}, and then publish usable records; until then take the TLSA records"
                    + " away"),
    RECORD_UNUSABLE(
            Level.WARNING,
            Culprit.ZONE,
            "the record {record} of {host} cannot be used: {why}",
            "remove it, or replace it with what \"dane tlsa\" prints for its key"),
    RECORD_CUT_SHORT(
            Level.WARNING,
            Culprit.ZONE,
            "the record {record} of {host} is cut short: it holds the beginning of {right}",
            "publish the whole record: {right}"),
    RECORD_MATCHES_NOTHING(
            Level.WARNING,
            Culprit.ZONE,
            "the record {record} of {host} matches nothing that its servers sent",
            "keep it if it is for the next key, remove it if it is for an old one"),
    SLIP_SELECTOR(
            Level.WARNING,
            Culprit.ZONE,
            "the record {record} of {host} holds the right digest under the wrong selector",
            "publish {right} instead"),
    SLIP_USAGE(
            Level.WARNING,
            Culprit.ZONE,
            "the record {record} of {host} holds the right digest under the wrong certificate usage: it is that of"
                    + " {certificate}, number {depth} of the chain",
            "publish {right} instead"),
    SLIP_MATCHING_TYPE(
            Level.WARNING,
            Culprit.ZONE,
            "the record {record} of {host} holds the right data under the wrong matching type",
            "publish {right} instead"),
    OTHER_AUTHORITY(
            Level.WARNING,
            Culprit.ZONE,
            "the record {record} of {host} is for a CA that the server does not send; it sends {certificate}",
            "if that CA is the right one, publish {right} beside the old record; if not, have the certificate issued by"
                    + " the CA of the record, and send that CA's certificate"),

    // Records that are to be published.
    RECORD_ANCHOR_IS_LEAF(
            Level.FAILURE,
            Culprit.YOUR_SETTINGS,
            "{record} names {certificate} as a trust anchor, which is not a CA: no server can match it",
            "use usage 3 for the server's own certificate"),
    RECORD_PKIX_FOR_SMTP(
            Level.FAILURE,
            Culprit.YOUR_SETTINGS,
            "{record} has usage {usage}, which mail servers treat as unusable (RFC 7672 section 3.1.3)",
            "use usage 3 or 2"),
    RECORD_OF_EXPIRED(
            Level.WARNING,
            Culprit.YOUR_SETTINGS,
            "{record} is for {certificate}, which expired on {ends}",
            "make the record of the certificate that the server uses now"),
    RECORD_WITHOUT_NAME(
            Level.WARNING,
            Culprit.YOUR_SETTINGS,
            "{record} is for {certificate}, which is not for {name}",
            "have the certificate issued for {name}; usage 3 does not need the name, MTA-STS senders do"),
    RECORD_OF_WEAK_KEY(
            Level.WARNING,
            Culprit.YOUR_SETTINGS,
            "{record} is for a weak key: {kind} with {bits} bits",
            "make a key with RSA 2048 or P-256"),
    RECORD_FROM_SERVER(
            Level.WARNING,
            Culprit.YOUR_SETTINGS,
            "{record} is what {name} presented just now, and nothing proves that it was the right server",
            "compare it with the record of the certificate file on the server"),

    // What a server said.
    AUTHENTICATED(Level.OK, Culprit.NOBODY, "authenticated by {record}", ""),
    ENCRYPTED(Level.NOT_COVERED, Culprit.NOBODY, "encrypted, and nothing proves who answered", ""),
    NOT_AUTHENTICATED(
            Level.FAILURE,
            Culprit.SERVER,
            "the server matches none of its TLSA records: {why}",
            "if this key is the right one, publish {right} beside the old records, and next time before the server uses"
                    + " the key; if not, restore the old key, or find out who answered"),
    CHAIN_INCOMPLETE(
            Level.FAILURE,
            Culprit.SERVER,
            "no path leads from the server's certificate to a CA of its TLSA records: {why}",
            "make the server send every CA certificate up to the one in the record, even a self-signed one (RFC 7671"
                    + " section 5.2.2), or publish {right} if this key is the right one"),
    CHAIN_EXPIRED(
            Level.FAILURE,
            Culprit.SERVER,
            "a certificate on the path has expired: {why}",
            "renew the certificate; {right} would not ask for dates (RFC 7671 section 5.1)"),
    CHAIN_OTHER_NAME(
            Level.FAILURE,
            Culprit.SERVER,
            "the certificate is for other names: {why}",
            "have it issued for {name}; {right} would not ask for names (RFC 7671 section 5.1)"),
    CHAIN_INVALID(
            Level.FAILURE,
            Culprit.SERVER,
            "the path to a CA of the TLSA records is not valid: {why}",
            "have the certificate issued anew; {right} needs no path (RFC 7671 section 5.1)"),
    KEY_TOO_WEAK(
            Level.FAILURE,
            Culprit.SERVER,
            "the server's key or a signature is too weak: {why}",
            "make a new key, RSA with 2048 bits or P-256, and publish its record first"),
    OTHER_CERTIFICATE_FAILS(
            Level.FAILURE,
            Culprit.SERVER,
            "the server has a second certificate, {certificate}, that matches none of its usable TLSA records: {why}",
            "publish the record of its key as well, {right}, or take the certificate off the server: senders that"
                    + " prefer {kind} get it"),
    STARTTLS_NOT_OFFERED(
            Level.FAILURE,
            Culprit.SERVER,
            "the server does not offer STARTTLS; it said: {said}",
            "make the server offer STARTTLS; until it does, take the TLSA records away: with them no sender that knows"
                    + " DANE delivers to it"),
    STARTTLS_REFUSED(
            Level.FAILURE,
            Culprit.SERVER,
            "the server offers STARTTLS and refuses it; it said: {said}",
            "repair the server's TLS, usually its certificate or key file; until then no sender that knows DANE"
                    + " delivers to it"),
    HANDSHAKE_FAILED(
            Level.FAILURE,
            Culprit.SERVER,
            "the TLS handshake failed: {detail}",
            "repair the server's TLS (version 1.2 or later, a usual cipher suite); until then no sender that knows DANE"
                    + " delivers to it"),
    TLS_OUTDATED(
            Level.FAILURE,
            Culprit.SERVER,
            "the server speaks no TLS later than {version}, which RFC 8996 forbids",
            "enable TLS 1.2 and 1.3 on the server; until then many senders deliver nothing to it"),
    NOT_REACHED(
            Level.UNKNOWN,
            Culprit.SERVER,
            "the server cannot be reached: {detail}",
            "start the server, or remove the address from DNS; check that no firewall on the way from here blocks port"
                    + " {port}"),
    SERVER_SLOW(
            Level.UNKNOWN,
            Culprit.SERVER,
            "the server took more than {seconds} seconds",
            "try again with a longer --timeout"),
    SERVER_BREAKS_OFF(Level.UNKNOWN, Culprit.SERVER, "the server broke off: {detail}", "look into the server's log"),
    SERVER_REFUSES_SERVICE(
            Level.UNKNOWN,
            Culprit.SERVER,
            "the server does not want to talk; it said: {said}",
            "check whether it refuses this machine in particular; other senders may be served"),
    NOT_THE_PROTOCOL(
            Level.UNKNOWN,
            Culprit.YOUR_SETTINGS,
            "the server does not speak {protocol}; it said: {said}",
            "choose the protocol with --starttls"),
    NO_ROUTE(
            Level.OK,
            Culprit.YOUR_NETWORK,
            "not tried: this machine has no route to this {family} address",
            "check it from a machine that has {family}"),
    FAMILY_LEFT_OUT(Level.OK, Culprit.YOUR_SETTINGS, "not tried, as you asked for the other family alone", ""),
    NOTHING_TRIED(
            Level.UNKNOWN,
            Culprit.YOUR_NETWORK,
            "no address of {host} can be tried from here",
            "run the check on a machine that has the address family, or without -4 and -6"),

    // Certificates that DANE accepts and others may not.
    CERTIFICATE_EXPIRED(
            Level.WARNING,
            Culprit.SERVER,
            "the certificate expired on {ends}; DANE-EE ignores that, MTA-STS senders do not",
            "renew the certificate, with the same key if its record is to stay"),
    CERTIFICATE_NOT_YET_VALID(
            Level.WARNING,
            Culprit.SERVER,
            "the certificate is valid from {begins} only; DANE-EE ignores that, MTA-STS senders do not",
            "check the clock of the server, or use the certificate later"),
    CERTIFICATE_ENDS_SOON(
            Level.WARNING,
            Culprit.SERVER,
            "the certificate of {certificate} expires on {ends}",
            "renew it; publish the record of a new key before the server uses it"),
    CERTIFICATE_OTHER_NAME(
            Level.WARNING,
            Culprit.SERVER,
            "the certificate is not for {name}; DANE-EE ignores that, MTA-STS senders do not",
            "have it issued for {name}"),
    KEY_WEAK(
            Level.WARNING,
            Culprit.SERVER,
            "the key of {certificate} is weak: {kind} with {bits} bits",
            "make a new key, RSA with 2048 bits or P-256, and publish its record first"),
    KEYS_DIFFER(
            Level.WARNING,
            Culprit.SERVER,
            "the servers of {host} have different keys: {keys}",
            "finish the change of keys on every address before any record is removed"),

    // Changing a key.
    ROLLOVER_SWITCHED_EARLY(
            Level.FAILURE,
            Culprit.SERVER,
            "{host} presents the next key already, and not every sender has its records yet",
            "go back to the current key where that is possible; otherwise publish the missing records at once, and"
                    + " leave the old ones in place"),
    ROLLOVER_NEXT_WITHOUT_RECORD(
            Level.FAILURE,
            Culprit.YOUR_SETTINGS,
            "{host} has records with the parameters {parameters}, and {file} does not hold what such a record is made"
                    + " of",
            "give the whole certificate chain of the next key; or publish 3 1 1 for the current key first, and remove"
                    + " the records {parameters} later (RFC 7671 section 8.3)"),
    ROLLOVER_CURRENT_UNMATCHED(
            Level.FAILURE,
            Culprit.ZONE,
            "the current key of {host} lacks the record {right}: a sender that knows no other parameters refuses to"
                    + " deliver",
            "publish it, or remove every record with these parameters (RFC 7671 section 8)"),
    ROLLOVER_SERVERS_DIFFER(
            Level.WARNING,
            Culprit.ZONE,
            "not every name server of {zone} has the records of the next key: {servers}",
            "wait for the zone transfer, or repair it"),
    ROLLOVER_ZONE_SERVER_SILENT(
            Level.UNKNOWN,
            Culprit.ZONE,
            "the name server {server} of {zone} cannot be asked: {detail}",
            "repair it or remove it from the zone; where a firewall is in the way, name the servers that can be asked"
                    + " with --zone-server"),
    ROLLOVER_RESOLVER_BEHIND(
            Level.WARNING,
            Culprit.YOUR_RESOLVER,
            "your own resolver still has the records of {host} without those of the next key",
            "wait until they end in its cache"),
    ROLLOVER_SIGNATURE_ENDS(
            Level.WARNING,
            Culprit.ZONE,
            "the signature of {query} ends on {ends}, before the switch is safe on {until}",
            "have the zone signed again in time"),
    ROLLOVER_RECORD_UNKNOWN(
            Level.WARNING,
            Culprit.ZONE,
            "the record {record} of {host} matches neither the current key nor the next",
            "keep it if it belongs to another key of yours, and remove it otherwise"),
    ROLLOVER_OTHER_KEY(
            Level.WARNING,
            Culprit.YOUR_SETTINGS,
            "{host} at {address} presents a certificate that is in neither --current nor --next",
            "find out which certificate the server uses, and give it as --current"),
    ROLLOVER_SERVER_UNSEEN(
            Level.WARNING,
            Culprit.SERVER,
            "what {host} presents at {address} was not seen: {detail}",
            "run it from where the server can be reached; until then the old records stay"),

    // Beside DANE. These never change the level of a destination.
    BESIDE_LOOKUP_FAILED(
            Level.UNKNOWN,
            Culprit.ZONE,
            "{mechanism}: not known, because the lookup \"{query}\" failed: {detail}",
            "ask again, or another resolver with --nameserver; if it persists, repair the name servers of the zone"),
    BESIDE_LOOKUP_BOGUS(
            Level.UNKNOWN,
            Culprit.ZONE,
            "{mechanism}: not known, because the answer to \"{query}\" fails DNSSEC validation: {detail}",
            "repair the signatures of the zone"),
    BESIDE_DS_NOT_PROVEN(
            Level.UNKNOWN,
            Culprit.PARENT_ZONE,
            "{mechanism}: not known, because nothing proves whether the zone of \"{query}\" is signed: {detail}",
            "have the parent zone repaired, its DS records or its denial of existence (NSEC, NSEC3)"),
    BESIDE_LOOKUP_UNANSWERED(
            Level.UNKNOWN,
            Culprit.YOUR_RESOLVER,
            "{mechanism}: not known, because the lookup \"{query}\" got no usable reply: {detail}",
            "ask again, or another resolver with --nameserver; if that does not help either, the name servers of the"
                    + " zone are broken"),
    BESIDE_LOOKUP_NOT_MADE(
            Level.UNKNOWN,
            Culprit.YOUR_SETTINGS,
            "{mechanism}: not known, because the lookup \"{query}\" was not completed here: {detail}",
            "ask again, and for fewer domains at a time; the domain is not at fault"),
    BESIDE_LOOKUP_NOT_TRUSTED(
            Level.UNKNOWN,
            Culprit.YOUR_SETTINGS,
            "{mechanism}: not known, because the answer to \"{query}\" cannot be validated here: {detail}",
            "check the clock of this machine and the trust anchors; the domain is not at fault"),
    MTA_STS_ABSENT(
            Level.NOT_COVERED,
            Culprit.ZONE,
            "MTA-STS: there is no record at _mta-sts.{domain}",
            "publish a policy for senders that know MTA-STS and not DANE (RFC 8461)"),
    MTA_STS_RECORD_INVALID(
            Level.WARNING,
            Culprit.ZONE,
            "MTA-STS: the record at _mta-sts.{domain} is not valid: {found}",
            "publish exactly one record of the form v=STSv1; id=20270101T000000"),
    MTA_STS_UNREACHABLE(
            Level.WARNING,
            Culprit.SERVER,
            "MTA-STS: https://mta-sts.{domain}/.well-known/mta-sts.txt cannot be had: {detail}",
            "serve the policy there, with a certificate from a public CA, or remove the record"),
    MTA_STS_UNREAD(
            Level.WARNING,
            Culprit.YOUR_SETTINGS,
            "MTA-STS: {domain} announces a policy, which is not read with --dns-only",
            "run the command without --dns-only, from where https://mta-sts.{domain}/.well-known/mta-sts.txt can be"
                    + " fetched"),
    MTA_STS_POLICY_INVALID(
            Level.WARNING,
            Culprit.SERVER,
            "MTA-STS: the policy of {domain} is not valid: {detail}",
            "correct the policy (RFC 8461 section 3.2)"),
    MTA_STS_MX_MISSING(
            Level.WARNING,
            Culprit.SERVER,
            "MTA-STS: the policy of {domain} does not name the MX hosts {hosts}",
            "add them to the policy: senders in mode enforce do not deliver to them"),
    MTA_STS_PRESENT(
            Level.OK, Culprit.NOBODY, "MTA-STS: mode {mode}, for {seconds} seconds; its record is {signed}", ""),
    TLSRPT_ABSENT(
            Level.NOT_COVERED,
            Culprit.ZONE,
            "TLSRPT: there is no record at _smtp._tls.{domain}",
            "publish one to get reports of failed deliveries (RFC 8460), for example v=TLSRPTv1;"
                    + " rua=mailto:tls-reports@{domain}"),
    TLSRPT_INVALID(
            Level.WARNING,
            Culprit.ZONE,
            "TLSRPT: the record at _smtp._tls.{domain} is not valid: {found}",
            "publish exactly one record of the form v=TLSRPTv1; rua=mailto:tls-reports@{domain}"),
    TLSRPT_PRESENT(Level.OK, Culprit.NOBODY, "TLSRPT: reports go to {rua}; its record is {signed}", ""),
    DMARC_ABSENT(
            Level.NOT_COVERED,
            Culprit.ZONE,
            "DMARC: there is no record at _dmarc.{domain}",
            "publish one: DANE secures the channel, DMARC the sender (RFC 7489)"),
    DMARC_INVALID(
            Level.WARNING,
            Culprit.ZONE,
            "DMARC: the record at _dmarc.{domain} is not valid: {found}",
            "publish exactly one record of the form v=DMARC1; p=reject"),
    DMARC_PRESENT(Level.OK, Culprit.NOBODY, "DMARC: policy {policy}, by _dmarc.{domain}; its record is {signed}", ""),
    SPF_ABSENT(
            Level.NOT_COVERED,
            Culprit.ZONE,
            "SPF: {domain} has no record",
            "publish one that names the servers which send its mail (RFC 7208)"),
    SPF_INVALID(
            Level.WARNING,
            Culprit.ZONE,
            "SPF: {domain} has {count} records, so that none counts",
            "publish exactly one record that begins with v=spf1"),
    SPF_OPEN(
            Level.WARNING,
            Culprit.ZONE,
            "SPF: the record of {domain} lets everybody send: {found}",
            "end it with -all or ~all"),
    SPF_PRESENT(Level.OK, Culprit.NOBODY, "SPF: {found}; its record is {signed}", ""),
    DKIM_ABSENT(
            Level.WARNING,
            Culprit.ZONE,
            "DKIM: there is no key at {selector}._domainkey.{domain}",
            "publish the public key of the selector, or stop signing with it (RFC 6376)"),
    DKIM_INVALID(
            Level.WARNING,
            Culprit.ZONE,
            "DKIM: the key at {selector}._domainkey.{domain} is revoked or not valid: {found}",
            "publish the public key of the selector, or stop signing with it (RFC 6376)"),
    DKIM_PRESENT(
            Level.OK, Culprit.NOBODY, "DKIM: {selector}._domainkey.{domain} has a key; its record is {signed}", "");

    /** More than any value of a sentence needs. */
    private static final int SHOWN = 300;

    private static final Pattern FACT = Pattern.compile("\\{([a-zA-Z]+)\\}");

    private static final Pattern LEFT_OUT_IF_UNKNOWN = Pattern.compile("\\[([^\\[\\]{]*\\{([a-zA-Z]+)\\})\\]");

    private final Level level;
    private final Culprit culprit;
    private final String text;
    private final String advice;

    Code(Level level, Culprit culprit, String text, String advice) {
        this.level = level;
        this.culprit = culprit;
        this.text = text;
        this.advice = advice;
    }

    /** The usual level. */
    public Level level() {
        return level;
    }

    /** Who has to act. */
    public Culprit culprit() {
        return culprit;
    }

    /** The stable word for machines: lower case, with hyphens. */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The sentence with the names of its facts in braces, all of which are known. */
    public String textTemplate() {
        return withAll(text);
    }

    /** The advice with the names of its facts in braces, all of which are known; empty if there is none. */
    public String adviceTemplate() {
        return withAll(advice);
    }

    String text(Map<String, Object> facts) {
        return filled(text, facts);
    }

    Optional<String> advice(Map<String, Object> facts) {
        return Optional.of(filled(advice, facts)).filter(sentence -> !sentence.isEmpty());
    }

    private static String withAll(String template) {
        return LEFT_OUT_IF_UNKNOWN.matcher(template).replaceAll("$1");
    }

    private static String withKnown(String template, Map<String, Object> facts) {
        return LEFT_OUT_IF_UNKNOWN.matcher(template).replaceAll(part -> facts.containsKey(part.group(2)) ? "$1" : "");
    }

    private static String filled(String template, Map<String, Object> facts) {
        Matcher matcher = FACT.matcher(withKnown(template, facts));
        StringBuilder sentence = new StringBuilder();
        while (matcher.find()) {
            matcher.appendReplacement(sentence, Matcher.quoteReplacement(shown(facts.get(matcher.group(1)))));
        }
        return matcher.appendTail(sentence).toString();
    }

    private static String shown(@Nullable Object fact) {
        if (fact instanceof TlsaRecord record) {
            return record.toShortString().replace("…", "...");
        }
        String plain = fact instanceof List<?> list
                ? list.stream().map(String::valueOf).collect(Collectors.joining(", "))
                : String.valueOf(fact);
        return Printable.clip(plain, SHOWN);
    }
}
