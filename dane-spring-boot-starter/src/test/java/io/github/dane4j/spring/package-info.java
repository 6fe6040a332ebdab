/** The starter in applications of Spring Boot, sending to servers of the test kit; dane-spring-boot4-tests runs it all on Boot 4. */
@NullMarked
package io.github.dane4j.spring;

import org.jspecify.annotations.NullMarked;
