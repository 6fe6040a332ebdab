package io.github.dane4j.policy;

import io.github.dane4j.DomainName;
import java.util.List;

/** Which names a server may be known by. The policies differ in little else. */
interface ServerNames {
    /** If its TLSA records authenticate it; the base domain comes first. */
    List<DomainName> authenticated(DomainName baseDomain);

    /** If it has TLSA records and none is usable; the one to send comes first. */
    List<DomainName> encrypted(DomainName baseDomain);

    /** If it is not covered by DANE; the one to send comes first. */
    List<DomainName> notCovered();
}
