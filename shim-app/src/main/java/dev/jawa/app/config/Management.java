package dev.jawa.app.config;

import dev.jawa.http.ProxyMetrics;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.Banner;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.ConfigurableApplicationContext;

/// The Spring Boot application beside the guests of a long-running process: the actuator's
/// endpoints on a port of their own. Off unless `management.server.port` is set, in the file or as
/// `MANAGEMENT_SERVER_PORT`.
///
/// It starts on a thread of its own and after the guest's listener, so nobody waits for it.
final class Management implements AutoCloseable {

  private final CompletableFuture<ConfigurableApplicationContext> context;

  private Management(CompletableFuture<ConfigurableApplicationContext> context) {
    this.context = context;
  }

  /// Begins to start it; returns at once.
  ///
  /// @param port where it listens
  /// @param shown what it tells besides what the JVM does
  /// @param told gets a line that says where it listens
  /// @param warn gets one line if it cannot start; the guests go on without it
  static Management start(
      JawaConfiguration configuration,
      String port,
      Shown shown,
      Consumer<String> told,
      Consumer<String> warn) {
    String address = configuration.spring("management.server.address");
    CompletableFuture<ConfigurableApplicationContext> context = new CompletableFuture<>();
    Thread.ofPlatform()
        .daemon()
        .name("management")
        .start(() -> start(context, properties(configuration, port, address), shown, told, warn));
    return new Management(context);
  }

  private static Map<String, Object> properties(
      JawaConfiguration configuration, String port, @Nullable String address) {
    Map<String, Object> properties = new HashMap<>();
    // One server for both of Boot's ports: the guest has its own.
    properties.put("server.port", port);
    properties.put("server.address", address == null ? "127.0.0.1" : address);
    properties.put("management.endpoint.health.probes.enabled", "true");
    properties.put("management.endpoints.web.exposure.include", "health,info,metrics,prometheus");
    properties.put("management.endpoint.health.group.readiness.include", "readinessState,server");
    properties.put("management.endpoint.health.validate-group-membership", "false");
    properties.put("spring.config.additional-location", "optional:" + configuration.fileUri());
    properties.put("spring.main.log-startup-info", "false");
    return properties;
  }

  private static void start(
      CompletableFuture<ConfigurableApplicationContext> context,
      Map<String, Object> properties,
      Shown shown,
      Consumer<String> told,
      Consumer<String> warn) {
    try {
      SpringApplication application = new SpringApplication(ManagementApplication.class);
      application.setBannerMode(Banner.Mode.OFF);
      application.setRegisterShutdownHook(false);
      // As system properties they would reach every guest's JVM; as defaults the file still wins.
      application.setDefaultProperties(properties);
      application.addInitializers(beans -> register(beans, shown));
      ConfigurableApplicationContext started = application.run();
      context.complete(started);
      told.accept(
          "the management port is " + started.getEnvironment().getProperty("local.server.port"));
    } catch (RuntimeException e) {
      warn.accept("the management port is not there: " + e.getMessage());
      context.completeExceptionally(e);
    } catch (LinkageError e) {
      warn.accept("the management port is not there: lib/boot.jar is not on the class path");
      context.completeExceptionally(e);
    }
  }

  /// Meters for scraping; and a server that drains is healthy, but wants no more traffic.
  private static void register(ConfigurableApplicationContext context, Shown shown) {
    context
        .getBeanFactory()
        .registerSingleton("containerMeters", new ContainerMeters(shown.containers()));
    ProxyMetrics metrics = shown.server();
    if (metrics == null) {
      return;
    }
    context.getBeanFactory().registerSingleton("serverMeters", new ServerMeters(metrics));
    HealthIndicator accepting =
        () -> (metrics.isDraining() ? Health.outOfService() : Health.up()).build();
    context.getBeanFactory().registerSingleton("server", accepting);
  }

  @Override
  public void close() {
    if (context.isDone() && !context.isCompletedExceptionally()) {
      context.join().close();
    }
  }
}
