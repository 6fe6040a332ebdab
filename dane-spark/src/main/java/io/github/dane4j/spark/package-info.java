/** Checks very many mail domains as an Apache Spark job: {@link io.github.dane4j.spark.ScanJob}. */
@NullMarked
package io.github.dane4j.spark;

import org.jspecify.annotations.NullMarked;
