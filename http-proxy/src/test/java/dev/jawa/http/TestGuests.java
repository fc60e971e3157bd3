package dev.jawa.http;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.jawa.component.instantiate.LinkedComponent;
import dev.jawa.component.instantiate.Linker;
import dev.jawa.component.runtime.ComponentLimits;
import dev.jawa.engine.Engine;
import dev.jawa.engine.EngineOptions;
import dev.jawa.engine.EngineProvider;
import dev.jawa.engine.StoreLimits;
import dev.jawa.engine.chicory.ChicoryEngineProvider;
import dev.jawa.engine.graalwasm.GraalWasmEngineProvider;
import dev.jawa.wasi.ctx.MemorySink;
import dev.jawa.wasi.ctx.MemorySource;
import dev.jawa.wasi.ctx.Stdio;
import dev.jawa.wasi.ctx.SystemRandom;
import dev.jawa.wasi.ctx.WasiContext;
import dev.jawa.wasi.p2.P2;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.function.Consumer;

/// The guests in `guests` and others, linked, and pools of them.
final class TestGuests {

  /// Those that are tried; a test takes the first if nothing is said.
  enum Engines {
    CHICORY(new ChicoryEngineProvider()),
    GRAALWASM(new GraalWasmEngineProvider());

    private final Engine engine;

    Engines(EngineProvider provider) {
      this.engine = provider.create(EngineOptions.DEFAULT);
    }
  }

  /// A greeting, an echo that streams, and a loop without end.
  static final Path HELLO_HTTP =
      Path.of(System.getProperty("jawa.root", ".."), "examples", "hello-http", "hello-http.wasm");

  private TestGuests() {}

  static LinkedComponent<WasiContext> link(String guest) throws IOException {
    return link(guest, Engines.CHICORY);
  }

  static LinkedComponent<WasiContext> link(String guest, Engines engine) throws IOException {
    try (InputStream file =
        Objects.requireNonNull(TestGuests.class.getResourceAsStream("guests/" + guest + ".wasm"))) {
      return link(file.readAllBytes(), engine.engine);
    }
  }

  /// A component from elsewhere; a test is skipped where it is not there.
  static LinkedComponent<WasiContext> link(Path file) throws IOException {
    assumeTrue(Files.exists(file), () -> "needs " + file);
    return link(Files.readAllBytes(file), Engines.CHICORY.engine);
  }

  private static LinkedComponent<WasiContext> link(byte[] component, Engine engine) {
    Linker<WasiContext> linker = new Linker<>(engine);
    P2.all().forEach(linker::add);
    return linker.link(component);
  }

  static WasiContext.Builder context() {
    Stdio stdio =
        new Stdio(
            MemorySource.empty(),
            new MemorySink(1 << 20),
            new MemorySink(1 << 20),
            false,
            false,
            false);
    return WasiContext.builder(stdio, new SystemRandom());
  }

  static InstancePool pool(LinkedComponent<WasiContext> component, PoolOptions options) {
    return pool(component, options, _ -> {});
  }

  static InstancePool pool(
      LinkedComponent<WasiContext> component, PoolOptions options, Consumer<String> notice) {
    return new InstancePool(
        component,
        StoreLimits.DEFAULT,
        ComponentLimits.DEFAULT,
        _ -> context().build(),
        options,
        notice);
  }

  /// Keeps up to so many instances, for ever.
  static PoolOptions keeping(int instances) {
    return new PoolOptions(instances, 1L << 30, Duration.ofDays(1), 0, 1);
  }
}
