/**
 * Internationalised domain names by IDNA2008 (RFC 5890 to 5893), one label at a time. Start with {@link Label}.
 *
 * <p>{@code java.net.IDN} implements IDNA2003, which turns {@code straße} into {@code strasse}: another domain's name.
 * A library with current tables weighs more than this whole module. So the rules are here, and their tables are
 * generated from Unicode's data by the tests, which also compare the results with ICU4J's.
 *
 * <p>The tables are those of Unicode 13, the version that the oldest supported JDK normalises text by. Later characters
 * are unassigned here, so that every JDK converts the same names.
 */
package io.github.dane4j.idna;
