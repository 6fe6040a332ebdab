package io.github.dane4j.spark;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dane4j.cli.scan.ScanSummary;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.apache.spark.SparkConf;
import org.apache.spark.serializer.KryoSerializer;
import org.apache.spark.serializer.SerializerInstance;
import org.junit.jupiter.api.Test;
import scala.reflect.ClassTag;

/** The results of the tasks travel by Spark's serializer, and a cluster may choose Kryo ({@code spark.serializer}). */
class ScanSummaryKryoTest {
    @Test
    void summaryIsTheSameAfterTheJourney() throws Exception {
        ScanSummary summary = new ScanSummary();
        for (String level : List.of("ok", "ok", "failure", "not-covered")) {
            summary.add("{\"domain\":\"" + level + ".test\",\"level\":\"" + level
                    + "\",\"provider\":\"provider.test\",\"codes\":[\"not-authenticated\"]}");
        }
        SerializerInstance kryo = new KryoSerializer(new SparkConf()).newInstance();
        ClassTag<ScanSummary> type = ClassTag.apply(ScanSummary.class);

        ScanSummary read = kryo.deserialize(kryo.serialize(summary, type), type);

        read.add(summary);
        summary.add(kryo.<ScanSummary>deserialize(kryo.serialize(summary, type), type));
        assertThat(printed(read)).isEqualTo(printed(summary)).startsWith("8 domains\n");
    }

    private static String printed(ScanSummary summary) {
        StringWriter text = new StringWriter();
        summary.print(new PrintWriter(text, true));
        return text.toString();
    }
}
