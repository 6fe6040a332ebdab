/**
 * What a mail domain has beside DANE: MTA-STS, TLSRPT, DMARC, SPF, DKIM. Reported, never part of the verdict. Open {@link
 * io.github.dane4j.cli.beside.BesideDane} first.
 */
@NullMarked
package io.github.dane4j.cli.beside;

import org.jspecify.annotations.NullMarked;
