package dev.jawa.app.guest;

import static dev.jawa.app.options.OptionValue.duration;
import static dev.jawa.app.options.OptionValue.number;

import dev.jawa.http.ProxyOptions;
import dev.jawa.http.ProxyOptions.ProxyProtocol;
import dev.jawa.http.RateLimit;
import dev.jawa.http.ServerLimits;
import java.time.Duration;
import java.util.List;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/// A setting of the server in front of an HTTP guest: an option of `serve` by its name with two
/// dashes, an annotation of a container by its name.
///
/// @param name with dashes
/// @param shape what stands for its value in help
/// @param help one line
/// @param reach who may set it
/// @param apply sets it; throws [IllegalArgumentException] with what is wrong with the value
public record ServerSetting(
    String name,
    String shape,
    String help,
    Reach reach,
    BiConsumer<ProxyOptions.Builder, String> apply) {

  /// Who may set it.
  public enum Reach {
    /// Whoever starts a guest.
    EVERYBODY,
    /// Who starts the process that serves: it names files, which that process opens with its own
    /// rights. A container has to be kept from it.
    OWN_PROCESS
  }

  private static final ServerLimits DEFAULTS = ServerLimits.DEFAULT;

  /// All of them, in the order of the help.
  public static final List<ServerSetting> ALL =
      List.of(
          count(
              "max-concurrent-requests",
              "requests that run at a time, others wait",
              DEFAULTS.maxConcurrentRequests(),
              ProxyOptions.Builder::maxConcurrentRequests),
          count(
              "max-concurrent-connections",
              "connections that are open at a time, others wait in the backlog",
              DEFAULTS.maxConnections(),
              ProxyOptions.Builder::maxConnections),
          count(
              "max-queued-requests",
              "requests that wait for their turn, others get 503",
              DEFAULTS.maxQueuedRequests(),
              ProxyOptions.Builder::maxQueuedRequests),
          time(
              "queue-timeout",
              "how long a request waits for its turn, then 503",
              DEFAULTS.queueTimeout(),
              ProxyOptions.Builder::queueTimeout),
          new ServerSetting(
              "max-request-body",
              "BYTES",
              "of a request's body, beyond it 413 (" + DEFAULTS.maxRequestBody() + ")",
              Reach.EVERYBODY,
              (options, text) -> options.maxRequestBody(number(text))),
          count(
              "body-buffer",
              "bytes of a request's body that wait for the guest",
              DEFAULTS.bodyBuffer(),
              ProxyOptions.Builder::bodyBuffer),
          count(
              "max-header-bytes",
              "bytes of a request's header section, beyond it 431",
              DEFAULTS.maxHeaderSize(),
              ProxyOptions.Builder::maxHeaderSize),
          count(
              "max-header-count",
              "fields of a request's header section, beyond it 431",
              DEFAULTS.maxHeaders(),
              ProxyOptions.Builder::maxHeaders),
          count(
              "max-request-line",
              "bytes of a request line, beyond it 414",
              DEFAULTS.maxInitialLine(),
              ProxyOptions.Builder::maxInitialLine),
          count(
              "max-streams",
              "requests of one HTTP/2 connection at a time",
              DEFAULTS.maxStreams(),
              ProxyOptions.Builder::maxStreams),
          time(
              "header-timeout",
              "from a request's first byte to the end of its head, then 408",
              DEFAULTS.headerTimeout(),
              ProxyOptions.Builder::headerTimeout),
          time(
              "answer-timeout",
              "from a request's head to the head of its answer, then 504",
              DEFAULTS.answerTimeout(),
              ProxyOptions.Builder::answerTimeout),
          time(
              "idle-timeout",
              "how long a connection without a request stays open",
              DEFAULTS.idleTimeout(),
              ProxyOptions.Builder::idleTimeout),
          time(
              "stall-timeout",
              "how long a client may take nothing of its answer",
              DEFAULTS.stallTimeout(),
              ProxyOptions.Builder::stallTimeout),
          time(
              "linger-timeout",
              "how long a client may take to close after the server did",
              DEFAULTS.lingerTimeout(),
              ProxyOptions.Builder::lingerTimeout),
          new ServerSetting(
              "rate-limit",
              "N[/BURST]",
              "requests per second of one client, and how many at once; beyond it 429 (none)",
              Reach.EVERYBODY,
              (options, text) -> options.rate(rate(text))),
          // The files are opened by ServerFiles when the server starts.
          new ServerSetting(
              "access-log",
              "FILE",
              "append a line for each request, - for stderr",
              Reach.OWN_PROCESS,
              (_, _) -> {}),
          new ServerSetting(
              "access-log-format",
              "common|json",
              "how those lines are written (common)",
              Reach.OWN_PROCESS,
              (_, text) -> choice(text, "common", "json")),
          new ServerSetting(
              "request-id-header",
              "NAME",
              "the header that carries a request's id to the guest and back (none)",
              Reach.EVERYBODY,
              ProxyOptions.Builder::requestIdHeader),
          new ServerSetting(
              "proxy-protocol",
              "off|required",
              "whether connections begin with who the client is (off)",
              Reach.EVERYBODY,
              (options, text) ->
                  options.proxyProtocol(
                      choice(text, "off", "required").equals("required")
                          ? ProxyProtocol.REQUIRED
                          : ProxyProtocol.OFF)),
          new ServerSetting(
              "tls-cert",
              "FILE[,..]",
              "serve with TLS: certificates in PEM, one file for each host",
              Reach.OWN_PROCESS,
              (_, _) -> {}),
          new ServerSetting(
              "tls-key",
              "FILE[,..]",
              "their keys in PEM, in the same order",
              Reach.OWN_PROCESS,
              (_, _) -> {}),
          new ServerSetting(
              "tls-client-ca",
              "FILE",
              "ask each client for a certificate that one of these signed",
              Reach.OWN_PROCESS,
              (_, _) -> {}));

  private static String choice(String text, String... words) {
    if (!List.of(words).contains(text)) {
      throw new IllegalArgumentException("'" + text + "' is none of " + String.join(", ", words));
    }
    return text;
  }

  private static ServerSetting count(
      String name, String help, int otherwise, BiConsumer<ProxyOptions.Builder, Integer> set) {
    return new ServerSetting(
        name,
        "N",
        help + " (" + otherwise + ")",
        Reach.EVERYBODY,
        (options, text) -> set.accept(options, (int) Math.min(number(text), Integer.MAX_VALUE)));
  }

  private static ServerSetting time(
      String name,
      String help,
      @Nullable Duration otherwise,
      BiConsumer<ProxyOptions.Builder, @Nullable Duration> set) {
    String shown = otherwise == null ? "none" : otherwise.toSeconds() + "s";
    return new ServerSetting(
        name,
        "DURATION",
        help + ", 0 for ever (" + shown + ")",
        Reach.EVERYBODY,
        (options, text) -> {
          Duration given = duration(text);
          set.accept(options, given.isZero() ? null : given);
        });
  }

  private static RateLimit rate(String text) {
    int slash = text.indexOf('/');
    long rate = number(slash < 0 ? text : text.substring(0, slash));
    long burst = slash < 0 ? rate : number(text.substring(slash + 1));
    return new RateLimit(
        (int) Math.min(rate, Integer.MAX_VALUE), (int) Math.min(burst, Integer.MAX_VALUE));
  }

  /// @throws IllegalArgumentException naming the setting
  void set(ProxyOptions.Builder options, String text) {
    try {
      apply.accept(options, text);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(name + ": " + e.getMessage(), e);
    }
  }
}
