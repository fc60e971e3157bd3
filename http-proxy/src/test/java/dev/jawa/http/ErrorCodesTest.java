package dev.jawa.http;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import dev.jawa.wasi.ctx.HttpException.Code;
import io.netty.channel.ConnectTimeoutException;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeoutException;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/// The list of `error-code` in docs/wasi.md is whole, and says of each code rightly whether
/// anything here raises it.
class ErrorCodesTest {

  private static final Path ROOT = Path.of("..");
  private static final Pattern NAME = Pattern.compile("`([^`]+)`");
  private static final String NOTHING = "nothing";

  /// @param raised whether something here raises it
  record Listed(String name, boolean raised) {
    static Stream<Listed> of(String row) {
      String[] columns = row.split("\\|");
      boolean raised = !columns[2].strip().startsWith(NOTHING);
      return NAME.matcher(columns[1]).results().map(name -> new Listed(name.group(1), raised));
    }
  }

  private static List<Listed> listed() throws IOException {
    String page = Files.readString(ROOT.resolve("docs/wasi.md"));
    String section = page.substring(page.indexOf("## Error codes of HTTP"));
    return section
        .substring(0, section.indexOf("\n## ", 1))
        .lines()
        .filter(line -> line.startsWith("| `"))
        .flatMap(Listed::of)
        .toList();
  }

  private static String sources() throws IOException {
    StringBuilder all = new StringBuilder();
    for (String module : List.of("http-proxy", "wasi")) {
      try (Stream<Path> files = Files.walk(ROOT.resolve(module).resolve("src/main/java"))) {
        for (Path file : files.filter(it -> it.toString().endsWith(".java")).toList()) {
          all.append(Files.readString(file));
        }
      }
    }
    return Pattern.compile("\\bCode\\.([A-Z_]+)")
        .matcher(all)
        .results()
        .map(MatchResult::group)
        .collect(joining(" ", " ", " "));
  }

  @Test
  void listsEachCodeOnce() throws IOException {
    List<String> names = new ArrayList<>();
    for (Listed code : listed()) {
      names.add(code.name().toUpperCase(Locale.ROOT).replace('-', '_'));
    }
    assertThat(names)
        .containsExactlyInAnyOrder(Stream.of(Code.values()).map(Code::name).toArray(String[]::new));
  }

  @Test
  void saysOfEachWhetherAnythingRaisesIt() throws IOException {
    String sources = sources();
    for (Listed code : listed()) {
      String used = " Code." + code.name().toUpperCase(Locale.ROOT).replace('-', '_') + " ";
      assertThat(sources.contains(used)).as(code.name()).isEqualTo(code.raised());
    }
  }

  record Case(Throwable cause, boolean headArrived, Code code) {}

  static final List<Case> CASES =
      List.of(
          new Case(new UnknownHostException("x"), false, Code.DNS_ERROR),
          new Case(new SocketTimeoutException(), false, Code.DNS_TIMEOUT),
          new Case(new ConnectTimeoutException(), false, Code.CONNECTION_TIMEOUT),
          new Case(new NoRouteToHostException(), false, Code.DESTINATION_IP_UNROUTABLE),
          new Case(
              new ConnectException("Network is unreachable"),
              false,
              Code.DESTINATION_IP_UNROUTABLE),
          new Case(new ConnectException("Connection refused"), false, Code.CONNECTION_REFUSED),
          new Case(new IOException("reset"), false, Code.CONNECTION_TERMINATED),
          new Case(new IOException("reset"), true, Code.HTTP_RESPONSE_INCOMPLETE),
          new Case(new TimeoutException(), false, Code.CONNECTION_LIMIT_REACHED),
          new Case(new SSLException("no"), false, Code.TLS_PROTOCOL_ERROR),
          new Case(
              new SSLHandshakeException("Received fatal alert: x"), false, Code.TLS_ALERT_RECEIVED),
          new Case(
              new DecoderException(new SSLException(new CertificateException())),
              false,
              Code.TLS_CERTIFICATE_ERROR),
          new Case(new TooLongHttpHeaderException(), false, Code.HTTP_RESPONSE_HEADER_SECTION_SIZE),
          new Case(new DecoderException(), false, Code.HTTP_PROTOCOL_ERROR),
          new Case(new IllegalStateException(), false, Code.INTERNAL_ERROR));

  @ParameterizedTest
  @FieldSource("CASES")
  void tellsWhatWentWrong(Case given) {
    assertThat(TransportErrors.translate(given.cause, given.headArrived).code())
        .isEqualTo(given.code);
  }
}
