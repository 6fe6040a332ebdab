/**
 * DANE for the mail senders of a Spring Boot application, Boot 3 and 4: put the starter on the class path, and set
 * {@code dane.mode}. There is nothing to call; the settings are in {@code docs/mail.md}, and in the metadata that IDEs read.
 */
@NullMarked
package io.github.dane4j.spring;

import org.jspecify.annotations.NullMarked;
