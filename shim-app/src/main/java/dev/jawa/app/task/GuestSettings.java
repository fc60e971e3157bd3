package dev.jawa.app.task;

import dev.jawa.app.guest.GuestException;
import dev.jawa.app.guest.GuestKind;
import dev.jawa.app.guest.GuestSpec;
import dev.jawa.app.guest.ServerSetting;
import dev.jawa.app.guest.ServerSettings;
import dev.jawa.app.options.OptionValue;
import dev.jawa.app.options.SocketAddress;
import dev.jawa.engine.StoreLimits;
import dev.jawa.http.PoolOptions;
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

  static final String ANNOTATION = "jawa.dev/";
  private static final String VARIABLE = "JAWA_";
  private static final Duration KILL_GRACE = Duration.ofSeconds(2);

  /// Beyond it a guest's memory is costly to collect around, for all guests of the JVM.
  private static final long HEAP_MEMORY_BYTES = 4L << 20;

  /// Where the JVM of a guest ends.
  enum Isolation {
    SHARED,
    POD,
    CONTAINER
  }

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
              Stream.of("max-memory-size", "max-heap-memory-size", "max-table-elements"),
              Stream.of("max-instances", "max-tables", "max-memories", "max-wasm-stack"),
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

  /// The limits of each store. A container's limit of memory binds all stores together, and to
  /// exceed it ends their guests, as it would a native program.
  ///
  /// With such a limit, in the daemon of many, what is large lies outside the heap. Without one the
  /// heap is what bounds a guest, and where the kernel bounds the JVM of a pod, too.
  StoreLimits limits() {
    StoreLimits defaults = StoreLimits.DEFAULT;
    long asked = number("max-memory-size", defaults.maxMemoryBytes(), Long.MAX_VALUE);
    long allowed = containerMemory == null ? Long.MAX_VALUE : containerMemory;
    boolean contained = allowed < asked;
    boolean outside = containerMemory != null && isolation() == Isolation.SHARED;
    return new StoreLimits(
        asked,
        number("max-table-elements", defaults.maxTableElements(), Long.MAX_VALUE),
        (int) number("max-instances", defaults.maxInstances(), Integer.MAX_VALUE),
        (int) number("max-tables", defaults.maxTables(), Integer.MAX_VALUE),
        (int) number("max-memories", defaults.maxMemories(), Integer.MAX_VALUE),
        flag("trap-on-grow-failure", contained || defaults.trapOnGrowFailure()),
        number(
            "max-heap-memory-size",
            outside ? HEAP_MEMORY_BYTES : StoreLimits.UNLIMITED,
            Long.MAX_VALUE),
        null);
  }

  /// How much stack the guest may use, or `null`.
  @Nullable Long stackBytes() {
    Setting setting = find("max-wasm-stack");
    return setting == null ? null : number(setting, Integer.MAX_VALUE);
  }

  /// What the guest may take from the host.
  GuestGrants grants() {
    return GuestGrants.of(this::find);
  }

  long maxModuleSize(long otherwise) {
    return number("max-module-size", otherwise, Integer.MAX_VALUE - 8);
  }

  @Nullable Duration timeout() {
    return find("timeout") == null ? null : value("timeout", OptionValue::duration, KILL_GRACE);
  }

  /// How long a guest may take to end after SIGKILL before it is given up: reported as killed,
  /// while the engine is still asked to end it.
  Duration killGrace() {
    return value("kill-grace", OptionValue::duration, KILL_GRACE);
  }

  GuestSpec.HttpListen http() {
    GuestSpec.HttpListen defaults = GuestSpec.HttpListen.CONTAINER_DEFAULT;
    SocketAddress listen =
        value(
            "http-addr", SocketAddress::parse, new SocketAddress(defaults.host(), defaults.port()));
    return new GuestSpec.HttpListen(
        listen.host(),
        listen.port(),
        (int) number("http-backlog", defaults.backlog(), Integer.MAX_VALUE),
        defaults.requestIdVariable(),
        defaults.outputPrefix(),
        value("shutdown-grace", OptionValue::duration, defaults.grace()),
        server(),
        instances(defaults.instances()),
        defaults.routes());
  }

  private PoolOptions instances(PoolOptions defaults) {
    Duration idle = value("idle-instance-timeout", OptionValue::duration, defaults.idleTimeout());
    Setting reuse = find("max-instance-reuse-count");
    long maxReuse = reuse == null ? defaults.maxReuse() : number(reuse, Integer.MAX_VALUE);
    if (reuse != null && maxReuse == 0) {
      throw reuse.wrong("must be at least 1");
    }
    return new PoolOptions(
        (int) number("max-idle-instances", defaults.maxIdle(), Integer.MAX_VALUE),
        number("max-idle-instance-memory", defaults.maxIdleBytes(), Long.MAX_VALUE),
        idle,
        defaults.warm(),
        (int) maxReuse,
        defaults.shared());
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

  private long number(String name, long otherwise, long max) {
    Setting setting = find(name);
    return setting == null ? otherwise : number(setting, max);
  }

  /// @throws GuestException if it is not a number up to `max`
  static long number(Setting setting, long max) {
    long number = parse(setting, OptionValue::number);
    if (number > max) {
      throw setting.wrong("not a number up to " + max);
    }
    return number;
  }

  private boolean flag(String name, boolean otherwise) {
    return value(name, OptionValue::flag, otherwise);
  }

  /// @throws GuestException if it is neither yes nor no
  static boolean flag(Setting setting) {
    return parse(setting, OptionValue::flag);
  }

  private <T> T value(String name, Function<String, T> parse, T otherwise) {
    Setting setting = find(name);
    return setting == null ? otherwise : parse(setting, parse);
  }

  private static <T> T parse(Setting setting, Function<String, T> parse) {
    try {
      return parse.apply(setting.value());
    } catch (IllegalArgumentException e) {
      throw setting.wrong(String.valueOf(e.getMessage()));
    }
  }

  /// Reads all of them, so that a mistake shows before anything starts.
  ///
  /// @throws GuestException naming what cannot be understood, or is not there
  void check() {
    var _ = isolation();
    var _ = target();
    var _ = http();
    var _ = limits();
    var _ = stackBytes();
    var _ = grants();
    var _ = timeout();
    var _ = killGrace();
  }

  Isolation isolation() {
    Setting setting = find("isolation");
    if (setting == null) {
      return Isolation.SHARED;
    }
    if (setting.origin().equals("jawa.isolation")) {
      throw setting.wrong(
          "is for each container to say, by the annotation jawa.dev/isolation or JAWA_ISOLATION");
    }
    return switch (setting.value()) {
      case "shared" -> Isolation.SHARED;
      case "pod" -> Isolation.POD;
      case "container" -> Isolation.CONTAINER;
      default ->
          throw setting.wrong(
              "there is shared, one JVM for all containers of a namespace, pod, one for each pod,"
                  + " and container, one in each container");
    };
  }

  /// What the annotations say, by the names of settings.
  Map<String, String> annotated() {
    Map<String, String> said = new LinkedHashMap<>();
    annotations.forEach((name, value) -> {
      if (name.startsWith(ANNOTATION)) {
        said.put(name.substring(ANNOTATION.length()), value);
      }
    });
    return said;
  }

  /// As the container's own JVM was told them, which has so much memory.
  static GuestSettings told(
      Map<String, String> settings, Map<String, String> environment, long memory) {
    Map<String, String> annotations = new LinkedHashMap<>();
    settings.forEach((name, value) -> annotations.put(ANNOTATION + name, value));
    return new GuestSettings(annotations, environment, _ -> null, memory);
  }

  /// What a component is taken for that is both an HTTP server and a command.
  GuestKind target() {
    return value(
        "target",
        text ->
            switch (text) {
              case "http" -> GuestKind.HTTP;
              case "command" -> GuestKind.COMMAND;
              default -> throw new IllegalArgumentException("neither http nor command");
            },
        GuestKind.HTTP);
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
