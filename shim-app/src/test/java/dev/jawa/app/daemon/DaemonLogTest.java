package dev.jawa.app.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class DaemonLogTest {

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  private DaemonLog log(DaemonLog.Format format) {
    return new DaemonLog(
        new PrintStream(bytes, true, StandardCharsets.UTF_8),
        InstantSource.fixed(Instant.ofEpochSecond(1)),
        format);
  }

  @Test
  void writesLinesAsContainerdDoes() {
    log(DaemonLog.Format.TEXT).warn("a \"b\"\nc");
    assertThat(bytes.toString(StandardCharsets.UTF_8))
        .isEqualTo(
            "time=\"1970-01-01T00:00:01Z\" level=warning msg=\"a \\\"b\\\"\\nc\""
                + System.lineSeparator());
  }

  @Test
  void writesOneObjectForEachLine() {
    DaemonLog log = log(DaemonLog.Format.JSON);
    log.info("a \"b\"\nc");
    log.bug(Thread.currentThread(), new IllegalStateException("broken"));
    String[] lines = bytes.toString(StandardCharsets.UTF_8).split("\n", -1);
    assertThat(lines).hasSize(3);
    JsonNode first = new JsonMapper().readTree(lines[0]);
    assertThat(first.path("time").asString()).isEqualTo("1970-01-01T00:00:01Z");
    assertThat(first.path("level").asString()).isEqualTo("info");
    assertThat(first.path("msg").asString()).isEqualTo("a \"b\"\nc");
    assertThat(new JsonMapper().readTree(lines[1]).path("msg").asString())
        .contains("broken", "DaemonLogTest");
  }
}
