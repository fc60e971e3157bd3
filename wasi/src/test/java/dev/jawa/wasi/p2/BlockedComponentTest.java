package dev.jawa.wasi.p2;

import dev.jawa.component.instantiate.ComponentInstance;
import dev.jawa.component.instantiate.LinkedComponent;
import dev.jawa.component.instantiate.Linker;
import dev.jawa.engine.Engine;
import dev.jawa.engine.EngineOptions;
import dev.jawa.engine.Engines;
import dev.jawa.engine.StoreLimits;
import dev.jawa.wasi.FakeRandom;
import dev.jawa.wasi.Killing;
import dev.jawa.wasi.ctx.BytePipe;
import dev.jawa.wasi.ctx.ByteSource;
import dev.jawa.wasi.ctx.HostClock;
import dev.jawa.wasi.ctx.Pollable;
import dev.jawa.wasi.ctx.SocketPolicy;
import dev.jawa.wasi.ctx.Stdio;
import dev.jawa.wasi.ctx.WasiContext;
import dev.jawa.wasi.p2.cli.CommandGuest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/// Components of WASI 0.2 on both engines in the middle of a call that does not return.
@Timeout(120)
@ParameterizedClass
@ValueSource(strings = {"chicory", "graalwasm"})
class BlockedComponentTest {

  private static final Path EXAMPLES = Path.of("../examples");

  private final Engine engine;

  BlockedComponentTest(String engineId) {
    engine = Engines.create(engineId, new EngineOptions(null, true));
  }

  @AfterEach
  void close() {
    engine.close();
  }

  /// Never at its end.
  private record Zeroes() implements ByteSource {
    @Override
    public byte[] read(int max) {
      return new byte[Math.min(max, 4096)];
    }

    @Override
    public Pollable readiness() {
      return Pollable.READY;
    }

    @Override
    public void close() {}
  }

  private record Running(WasiContext context, ComponentInstance instance)
      implements Killing.Victim {

    @Override
    public void block() {
      CommandGuest.run(instance);
    }

    @Override
    public void kill(Thread thread) {
      instance.interrupt();
    }

    @Override
    public void close() {
      instance.close();
      context.close();
    }
  }

  private void endsAtOnce(String example, ByteSource stdin, String... args) throws Exception {
    Linker<WasiContext> linker = new Linker<>(engine);
    P2.all().forEach(linker::add);
    LinkedComponent<WasiContext> linked = linker.link(bytes(example));
    Killing.endsAndLeavesNothing(() -> {
      BytePipe full = new BytePipe(1);
      Stdio stdio = new Stdio(stdin, full.sink(), full.sink(), false, false, false);
      List<String> arguments = Arrays.asList(args);
      WasiContext context =
          WasiContext.builder(stdio, new FakeRandom())
              .clock(HostClock.SYSTEM)
              .args(arguments)
              .network(new SilentNetwork())
              .sockets(SocketPolicy.ALLOWED)
              .build();
      return new Running(context, linked.instantiate(context, StoreLimits.DEFAULT));
    });
  }

  private static byte[] bytes(String example) throws IOException {
    return Files.readAllBytes(EXAMPLES.resolve(example).resolve(example + ".wasm"));
  }

  @Test
  void endsInARead() throws Exception {
    endsAtOnce("streams", new BytePipe(1).source(), "streams", "pipe", "1");
  }

  @Test
  void endsInAWrite() throws Exception {
    endsAtOnce("streams", new Zeroes(), "streams", "pipe", "1");
  }

  @Test
  void endsInANameLookUp() throws Exception {
    endsAtOnce("lookup", new Zeroes(), "lookup", "some.name");
  }
}
