package dev.jawa.app.task;

import dev.jawa.app.guest.GuestException;
import dev.jawa.app.guest.GuestSpec;
import dev.jawa.app.guest.ServerSetting;
import dev.jawa.app.guest.ServerSettings;
import dev.jawa.engine.StoreLimits;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What a container asks of Jawa by annotations (`jawa.dev/engine`) and by its environment
/// (`JAWA_ENGINE`), the annotation first, then the environment, then the installation's
/// configuration, then the default. A value that cannot be understood is an error, never the
/// default.
final class GuestSettings {

  private static final String ANNOTATION = "jawa.dev/";
  private static final String VARIABLE = "JAWA_";
  private static final Duration KILL_GRACE = Duration.ofSeconds(2);

  /// Variables of runwasi's and wasmtime's shims, which mean the same here.
  private static final Map<String, List<String>> FOREIGN =
      Map.of(
          "http-addr", List.of("WASMTIME_HTTP_PROXY_SOCKET_ADDR"),
          "http-backlog", List.of("WASMTIME_HTTP_PROXY_BACKLOG", "WASMTIME_HTTP_BACKLOG"));

  /// All that may follow `jawa.dev/`.
  private static final Set<String> NAMES =
      Stream.of(
              GuestGrants.NAMES.stream(),
              ServerSetting.ALL.stream().map(ServerSetting::name),
              Stream.of("engine", "isolation", "target", "max-module-size"),
              Stream.of("timeout", "kill-grace", "shutdown-grace", "http-addr", "http-backlog"),
              Stream.of("max-memory-size", "max-table-elements", "max-instances"),
              Stream.of("max-idle-instances", "max-idle-instance-memory"),
              Stream.of("idle-instance-timeout", "max-instance-reuse-count"),
              Stream.of("trap-on-grow-failure"))
          .flatMap(names -> names)
          .collect(Collectors.toUnmodifiableSet());

  private final Map<String, String> annotations;
  private final Map<String, String> environment;
  private final Function<String, @Nullable String> configuration;
  private final @Nullable Long containerMemory;

  /// @param configuration gives the installation's setting of a name, or `null`
  /// @param containerMemory the container's limit in bytes, or `null`
  GuestSettings(
      Map<String, String> annotations,
      Map<String, String> environment,
      Function<String, @Nullable String> configuration,
      @Nullable Long containerMemory) {
    this.annotations = annotations;
    requireKnown(annotations);
    this.environment = environment;
    this.configuration = configuration;
    this.containerMemory = containerMemory;
  }

  /// A setting that nobody reads would be a limit that nobody keeps.
  private static void requireKnown(Map<String, String> annotations) {
    for (String name : annotations.keySet()) {
      if (name.startsWith(ANNOTATION) && !NAMES.contains(name.substring(ANNOTATION.length()))) {
        throw new GuestException(
            "annotation %s: no such setting; there are %s"
                .formatted(name, String.join(", ", new TreeSet<>(NAMES))));
      }
    }
  }

  /// A value with where it comes from, for messages.
  record Setting(String origin, String value) {

    GuestException wrong(String instead) {
      return new GuestException(origin + "=" + value + ": " + instead);
    }
  }

  /// The environment that the guest sees.
  Map<String, String> guestEnvironment() {
    Map<String, String> seen = new LinkedHashMap<>(environment);
    seen.keySet().removeIf(name -> name.startsWith(VARIABLE));
    FOREIGN.values().forEach(seen.keySet()::removeAll);
    return seen;
  }

  /// The id of the engine, or `otherwise`.
  String engine(String otherwise) {
    Setting setting = find("engine");
    return setting == null ? otherwise : setting.value();
  }

  /// The limits of each store. A container's limit of memory binds its guests too, and to exceed it
  /// ends them, as it would a native program.
  StoreLimits limits() {
    StoreLimits defaults = StoreLimits.DEFAULT;
    long asked = number("max-memory-size", defaults.maxMemoryBytes(), Long.MAX_VALUE);
    long allowed = containerMemory == null ? Long.MAX_VALUE : containerMemory;
    boolean contained = allowed < asked;
    return new StoreLimits(
        Math.min(allowed, asked),
        number("max-table-elements", defaults.maxTableElements(), Long.MAX_VALUE),
        (int) number("max-instances", defaults.maxInstances(), Integer.MAX_VALUE),
        flag("trap-on-grow-failure", contained || defaults.trapOnGrowFailure()));
  }

  /// What the guest may take from the host.
  GuestGrants grants() {
    return GuestGrants.of(this::find);
  }

  long maxModuleSize(long otherwise) {
    return number("max-module-size", otherwise, Integer.MAX_VALUE - 8);
  }

  @Nullable Duration timeout() {
    return duration("timeout", null);
  }

  /// How long a guest may take to end after SIGKILL before it is given up: reported as killed,
  /// while the engine is still asked to end it.
  Duration killGrace() {
    Duration set = duration("kill-grace", null);
    return set == null ? KILL_GRACE : set;
  }

  GuestSpec.HttpListen http() {
    GuestSpec.HttpListen defaults = GuestSpec.HttpListen.CONTAINER_DEFAULT;
    Setting address = find("http-addr");
    Duration grace = duration("shutdown-grace", defaults.grace());
    return new GuestSpec.HttpListen(
        address == null ? defaults.host() : host(address),
        address == null ? defaults.port() : port(address),
        (int) number("http-backlog", defaults.backlog(), Integer.MAX_VALUE),
        defaults.requestIdVariable(),
        defaults.outputPrefix(),
        grace == null ? defaults.grace() : grace,
        server(),
        instances(defaults.instances()),
        defaults.routes());
  }

  private GuestSpec.Instances instances(GuestSpec.Instances defaults) {
    Duration idle = duration("idle-instance-timeout", defaults.idleTimeout());
    Setting reuse = find("max-instance-reuse-count");
    long maxReuse = reuse == null ? defaults.maxReuse() : number(reuse, Integer.MAX_VALUE);
    if (reuse != null && maxReuse == 0) {
      throw reuse.wrong("must be at least 1");
    }
    return new GuestSpec.Instances(
        (int) number("max-idle-instances", defaults.maxIdle(), Integer.MAX_VALUE),
        number("max-idle-instance-memory", defaults.maxIdleBytes(), Long.MAX_VALUE),
        idle == null ? defaults.idleTimeout() : idle,
        defaults.warm(),
        (int) maxReuse);
  }

  private ServerSettings server() {
    try {
      return ServerSettings.ofContainer(name -> {
        Setting setting = find(name);
        return setting == null ? null : setting.value();
      });
    } catch (IllegalArgumentException e) {
      throw new GuestException("jawa.dev/" + e.getMessage(), e);
    }
  }

  private static String host(Setting address) {
    int colon = address.value().lastIndexOf(':');
    String host = colon < 0 ? "" : address.value().substring(0, colon);
    if (host.startsWith("[") && host.endsWith("]")) {
      return host.substring(1, host.length() - 1);
    }
    if (host.isEmpty() || host.contains(":")) {
      throw address.wrong("not a socket address; write it as 127.0.0.1:8080 or [::1]:8080");
    }
    return host;
  }

  private static int port(Setting address) {
    String port = address.value().substring(address.value().lastIndexOf(':') + 1);
    try {
      return Math.toIntExact(parse(port, 0xFFFF));
    } catch (NumberFormatException e) {
      throw address.wrong("not a socket address; write it as 127.0.0.1:8080 or [::1]:8080");
    }
  }

  private long number(String name, long otherwise, long max) {
    Setting setting = find(name);
    return setting == null ? otherwise : number(setting, max);
  }

  /// @throws GuestException if it is not a number up to `max`
  static long number(Setting setting, long max) {
    try {
      return parse(setting.value(), max);
    } catch (NumberFormatException e) {
      throw setting.wrong("not a number up to " + max);
    }
  }

  private static long parse(String text, long max) {
    long value = Long.parseLong(text);
    if (value < 0 || value > max) {
      throw new NumberFormatException();
    }
    return value;
  }

  private boolean flag(String name, boolean otherwise) {
    Setting setting = find(name);
    return setting == null ? otherwise : flag(setting);
  }

  /// @throws GuestException if it is neither yes nor no
  static boolean flag(Setting setting) {
    return switch (setting.value()) {
      case "y", "yes", "true" -> true;
      case "n", "no", "false" -> false;
      default -> throw setting.wrong("neither y nor n");
    };
  }

  private @Nullable Duration duration(String name, @Nullable Duration otherwise) {
    Setting setting = find(name);
    if (setting == null) {
      return otherwise;
    }
    String text = setting.value();
    try {
      return text.endsWith("ms")
          ? Duration.ofMillis(parse(text.substring(0, text.length() - 2), Long.MAX_VALUE))
          : Duration.ofSeconds(parse(text.replaceFirst("s$", ""), Long.MAX_VALUE));
    } catch (NumberFormatException e) {
      throw setting.wrong("not a duration; write it as 10s or 100ms");
    }
  }

  private @Nullable Setting find(String name) {
    Setting annotated = in(annotations, ANNOTATION + name);
    if (annotated != null) {
      return annotated;
    }
    for (String variable : variables(name)) {
      Setting found = in(environment, variable);
      if (found != null) {
        return found;
      }
    }
    String configured = configuration.apply(name);
    return configured == null ? null : new Setting("jawa." + name, configured);
  }

  private static List<String> variables(String name) {
    List<String> variables = new ArrayList<>();
    variables.add(VARIABLE + name.replace('-', '_').toUpperCase(Locale.ROOT));
    variables.addAll(FOREIGN.getOrDefault(name, List.of()));
    return variables;
  }

  private static @Nullable Setting in(Map<String, String> values, String name) {
    String value = values.get(name);
    return value == null ? null : new Setting(name, value);
  }
}
