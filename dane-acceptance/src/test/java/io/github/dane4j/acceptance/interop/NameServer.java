package io.github.dane4j.acceptance.interop;

/** Whom the library asks. It validates by itself, whoever answers. */
enum NameServer {
    /** Authoritative for every zone; knows nothing of validation. */
    BIND,
    /** A resolver that validates too, as applications have it. */
    UNBOUND
}
