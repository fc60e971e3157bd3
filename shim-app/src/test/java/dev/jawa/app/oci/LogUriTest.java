package dev.jawa.app.oci;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jawa.app.oci.LogUri.ReadySign;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class LogUriTest {

  record Row(String text, LogUri parsed) {}

  static Row[] rows() {
    return new Row[] {
      new Row("", new LogUri.Nothing()),
      new Row("/run/fifo/out", new LogUri.AtPath(Path.of("/run/fifo/out"))),
      new Row("fifo:///run/out", new LogUri.AtPath(Path.of("/run/out"))),
      new Row("file:///var/log/a%20b", new LogUri.AppendedFile(Path.of("/var/log/a b"))),
      new Row("binary:///bin/l", new LogUri.Logger(List.of("/bin/l"), ReadySign.CLOSE)),
      new Row(
          "binary:///bin/l?--to=%2Fx%3Dy&-v",
          new LogUri.Logger(List.of("/bin/l", "--to", "/x=y", "-v", ""), ReadySign.CLOSE)),
      new Row("binary-v2:///bin/l", new LogUri.Logger(List.of("/bin/l"), ReadySign.BYTE)),
    };
  }

  @ParameterizedTest
  @MethodSource("rows")
  void parses(Row row) {
    assertThat(LogUri.parse(row.text())).isEqualTo(row.parsed());
  }

  @ParameterizedTest
  @ValueSource(strings = {"syslog:///x", "file:relative://x", "binary://host", "file://%"})
  void refusesWhatIsNone(String text) {
    assertThatThrownBy(() -> LogUri.parse(text)).isInstanceOf(OciException.class);
  }

  @Test
  void namesTheScheme() {
    assertThatThrownBy(() -> LogUri.parse("syslog:///x"))
        .hasMessage("a log of scheme 'syslog' is not supported, use a path, file:// or binary://");
  }
}
