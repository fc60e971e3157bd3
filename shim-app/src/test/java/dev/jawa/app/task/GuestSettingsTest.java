package dev.jawa.app.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.jawa.app.guest.GuestException;
import dev.jawa.app.guest.GuestSpec;
import dev.jawa.app.guest.GuestSpec.HttpListen;
import dev.jawa.engine.StoreLimits;
import dev.jawa.http.PoolOptions;
import dev.jawa.wasi.ctx.NetworkRules;
import dev.jawa.wasi.ctx.SocketPolicy.Use;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class GuestSettingsTest {

  private static GuestSettings settings(
      Map<String, String> annotations,
      Map<String, String> environment,
      Map<String, String> configuration) {
    return new GuestSettings(annotations, environment, configuration::get, null);
  }

  private static GuestSettings environment(Map<String, String> environment) {
    return settings(Map.of(), environment, Map.of());
  }

  @Test
  void hasTheDefaultsOfTheContract() {
    GuestSettings settings = environment(Map.of("PATH", "/bin"));

    assertThat(settings.http()).isEqualTo(HttpListen.CONTAINER_DEFAULT);
    assertThat(settings.limits()).isEqualTo(StoreLimits.DEFAULT);
    assertThat(settings.timeout()).isNull();
    assertThat(settings.killGrace()).isEqualTo(Duration.ofSeconds(2));
    assertThat(settings.engine("chicory")).isEqualTo("chicory");
    assertThat(settings.maxModuleSize(5)).isEqualTo(5);
  }

  @Test
  void takesTheAnnotationBeforeTheEnvironmentBeforeTheConfiguration() {
    Map<String, String> annotation = Map.of("jawa.dev/engine", "a");
    Map<String, String> variable = Map.of("JAWA_ENGINE", "b");
    Map<String, String> file = Map.of("engine", "c");

    assertThat(settings(annotation, variable, file).engine("d")).isEqualTo("a");
    assertThat(settings(Map.of(), variable, file).engine("d")).isEqualTo("b");
    assertThat(settings(Map.of(), Map.of(), file).engine("d")).isEqualTo("c");
  }

  @Test
  void hidesItsOwnVariablesFromTheGuest() {
    Map<String, String> given =
        Map.of(
            "WASMTIME_HTTP_PROXY_SOCKET_ADDR", "127.0.0.1:1",
            "WASMTIME_HTTP_PROXY_BACKLOG", "2",
            "WASMTIME_HTTP_BACKLOG", "3",
            "JAWA_HTTP_ADDR", "127.0.0.1:4",
            "JAWA_HTTP_BACKLOG", "5",
            "JAWA_ENGINE", "chicory",
            "NAME", "value");

    assertThat(environment(given).guestEnvironment()).isEqualTo(Map.of("NAME", "value"));
  }

  @ParameterizedTest
  @CsvSource({
    "WASMTIME_HTTP_PROXY_SOCKET_ADDR, 127.0.0.1:9091, 127.0.0.1, 9091",
    "JAWA_HTTP_ADDR, [::1]:80, ::1, 80",
    "JAWA_HTTP_ADDR, localhost:0, localhost, 0"
  })
  void readsTheListenAddress(String name, String value, String host, int port) {
    HttpListen http = environment(Map.of(name, value)).http();
    assertThat(http.host()).isEqualTo(host);
    assertThat(http.port()).isEqualTo(port);
  }

  @Test
  void takesTheLimitsOfTheServer() {
    Map<String, String> given = Map.of("jawa.dev/max-queued-requests", "7");

    assertThat(settings(given, Map.of(), Map.of()).http().server().given())
        .containsExactly(Map.entry("max-queued-requests", "7"));
    assertThatThrownBy(() -> environment(Map.of("JAWA_RATE_LIMIT", "0")).http())
        .isInstanceOf(GuestException.class)
        .hasMessageContaining("rate-limit: a rate must be between 1");
  }

  @Test
  void opensNoFileOfTheHostForAContainer() {
    for (String name : new String[] {"ACCESS_LOG", "TLS_CERT", "TLS_KEY", "TLS_CLIENT_CA"}) {
      assertThatThrownBy(() -> environment(Map.of("JAWA_" + name, "/etc/passwd")).http())
          .isInstanceOf(GuestException.class)
          .hasMessageContaining("it is not for containers");
    }
  }

  @Test
  void takesTheFirstOfTheBacklogsNames() {
    assertThat(environment(Map.of("WASMTIME_HTTP_BACKLOG", "7")).http().backlog()).isEqualTo(7);
    assertThat(
            environment(Map.of("WASMTIME_HTTP_BACKLOG", "7", "WASMTIME_HTTP_PROXY_BACKLOG", "8"))
                .http()
                .backlog())
        .isEqualTo(8);
  }

  @Test
  void readsLimits() {
    GuestSettings settings =
        settings(
            Map.of("jawa.dev/max-memory-size", "65536", "jawa.dev/trap-on-grow-failure", "y"),
            Map.of(
                "JAWA_TIMEOUT",
                "250ms",
                "JAWA_MAX_INSTANCES",
                "3",
                "JAWA_MAX_TABLES",
                "2",
                "JAWA_MAX_MEMORIES",
                "1",
                "JAWA_MAX_WASM_STACK",
                "65536"),
            Map.of("shutdown-grace", "2s"));

    assertThat(settings.limits())
        .isEqualTo(
            StoreLimits.DEFAULT
                .withSizes(65536, StoreLimits.DEFAULT.maxTableElements())
                .withCounts(3, 2, 1)
                .withTrapOnGrowFailure(true));
    assertThat(settings.stackBytes()).isEqualTo(65536);
    assertThat(settings.timeout()).isEqualTo(Duration.ofMillis(250));
    assertThat(settings.http().grace()).isEqualTo(Duration.ofSeconds(2));
  }

  @Test
  void readsWhichInstancesAreKept() {
    GuestSettings settings =
        settings(
            Map.of("jawa.dev/max-idle-instances", "3", "jawa.dev/idle-instance-timeout", "250ms"),
            Map.of("JAWA_MAX_INSTANCE_REUSE_COUNT", "4", "JAWA_MAX_IDLE_INSTANCE_MEMORY", "5"),
            Map.of());

    assertThat(settings.http().instances())
        .isEqualTo(new PoolOptions(3, 5, Duration.ofMillis(250), 0, 4, null));
    assertThat(environment(Map.of()).http().instances())
        .isEqualTo(GuestSpec.HttpListen.CONTAINER_POOL);
  }

  @Test
  void theContainersMemoryBindsTheGuest() {
    Function<String, String> nothing = _ -> null;
    GuestSettings contained = new GuestSettings(Map.of(), Map.of(), nothing, 1L << 20);
    // The container's own limit is one for all its memories together.
    assertThat(contained.limits().maxMemoryBytes()).isEqualTo(StoreLimits.DEFAULT.maxMemoryBytes());
    assertThat(contained.limits().trapOnGrowFailure()).isTrue();
    GuestSettings stricter =
        new GuestSettings(Map.of("jawa.dev/max-memory-size", "65536"), Map.of(), nothing, 1L << 20);
    assertThat(stricter.limits().maxMemoryBytes()).isEqualTo(65536);
    assertThat(stricter.limits().trapOnGrowFailure()).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "shared,    1048576, , 4194304",
    "shared,    0,       , 9223372036854775807",
    "pod,       1048576, , 9223372036854775807",
    "container, 1048576, , 9223372036854775807",
    "shared,    1048576, 65536, 65536",
    "pod,       0,       65536, 65536"
  })
  void aLimitedGuestOfTheSharedDaemonLeavesTheHeapWhenItIsLarge(
      String isolation, long memory, @Nullable String said, long expected) {
    Map<String, String> annotations = new HashMap<>(Map.of("jawa.dev/isolation", isolation));
    if (said != null) {
      annotations.put("jawa.dev/max-heap-memory-size", said);
    }
    GuestSettings settings =
        new GuestSettings(annotations, Map.of(), _ -> null, memory == 0 ? null : memory);
    assertThat(settings.limits().heapMemoryBytes()).isEqualTo(expected);
  }

  record Wrong(String name, String value, String message) {}

  static Wrong[] wrongValues() {
    String address = "not a socket address; write it as 127.0.0.1:8080 or [::1]:8080";
    return new Wrong[] {
      new Wrong("WASMTIME_HTTP_PROXY_SOCKET_ADDR", "nonsense", address),
      new Wrong("WASMTIME_HTTP_PROXY_SOCKET_ADDR", "1.2.3.4:65536", address),
      new Wrong("WASMTIME_HTTP_PROXY_SOCKET_ADDR", "::1:80", address),
      new Wrong("WASMTIME_HTTP_PROXY_SOCKET_ADDR", ":80", address),
      new Wrong("WASMTIME_HTTP_PROXY_BACKLOG", "many", "invalid digit found in string"),
      new Wrong("JAWA_MAX_INSTANCES", "2147483648", "not a number up to 2147483647"),
      new Wrong("JAWA_TARGET", "lib", "neither http nor command"),
      new Wrong(
          "JAWA_ISOLATION",
          "vm",
          "there is shared, one JVM for all containers of a namespace, pod, one for each pod, and"
              + " container, one in each container"),
      new Wrong("JAWA_MAX_INSTANCES", "-1", "invalid digit found in string"),
      new Wrong(
          "JAWA_TIMEOUT",
          "soon",
          "failed to parse duration: soon; write it as in 10s, 100ms or 500us"),
      new Wrong(
          "JAWA_TRAP_ON_GROW_FAILURE",
          "maybe",
          "unknown boolean flag `maybe`, only yes,no,<nothing> accepted"),
      new Wrong("JAWA_MAX_INSTANCE_REUSE_COUNT", "0", "must be at least 1"),
    };
  }

  @ParameterizedTest
  @MethodSource("wrongValues")
  void refusesWhatItCannotUnderstand(Wrong row) {
    GuestSettings settings = environment(Map.of(row.name(), row.value()));
    assertThatThrownBy(settings::check)
        .isInstanceOf(GuestException.class)
        .hasMessage(row.name() + "=" + row.value() + ": " + row.message());
  }

  @Test
  void refusesAnAnnotationThatNobodyReads() {
    assertThatThrownBy(() -> settings(Map.of("jawa.dev/max-memroy", "1"), Map.of(), Map.of()))
        .isInstanceOf(GuestException.class)
        .hasMessageStartingWith("annotation jawa.dev/max-memroy: no such setting; there are ");
    assertThat(settings(Map.of("example.org/x", "1"), Map.of(), Map.of()).timeout()).isNull();
  }

  @Test
  void grantsWhatAnnotationsSay() {
    GuestGrants grants =
        settings(
                Map.of(
                    "jawa.dev/max-open-files", "5",
                    "jawa.dev/max-resources", "6",
                    "jawa.dev/hostcall-fuel", "7",
                    "jawa.dev/deny-private", "y",
                    "jawa.dev/allow-connect", "10.0.0.1:80, 10.0.0.2",
                    "jawa.dev/config", "y",
                    "jawa.dev/config-var", "a=1,b=2"),
                Map.of(),
                Map.of())
            .grants();
    assertThat(grants.openFiles()).isEqualTo(5);
    assertThat(grants.services().limits().maxHandles()).isEqualTo(6);
    assertThat(grants.services().limits().maxBytesPerCall()).isEqualTo(7);
    assertThat(grants.limits().callBytes()).isEqualTo(7);
    assertThat(grants.services().config()).isEqualTo(Map.of("a", "1", "b", "2"));
    assertThat(grants.services().keyValue()).isNull();
    NetworkRules network = grants.network().withSockets();
    assertThat(network.allows(Use.TCP_CONNECT, new InetSocketAddress("10.0.0.2", 1))).isTrue();
    assertThat(network.allows(Use.HTTP_CONNECT, new InetSocketAddress("10.0.0.3", 1))).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "max-open-files, 0",
    "deny-private, maybe",
    "deny-connect, everywhere",
    "config-var, novalue"
  })
  void refusesGrantsThatCannotBeUnderstood(String name, String value) {
    GuestSettings settings =
        settings(Map.of("jawa.dev/" + name, value, "jawa.dev/config", "y"), Map.of(), Map.of());
    assertThatThrownBy(settings::grants)
        .isInstanceOf(GuestException.class)
        .hasMessageStartingWith("jawa.dev/" + name + "=" + value + ": ");
  }
}
