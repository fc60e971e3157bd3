package dev.jawa.component.instantiate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.jawa.component.ast.Definition;
import dev.jawa.component.binary.ComponentDecoder;
import dev.jawa.component.host.HostFunc;
import dev.jawa.component.host.HostInterface;
import dev.jawa.component.runtime.ComponentLimits;
import dev.jawa.component.type.FuncType;
import dev.jawa.component.type.ValType;
import dev.jawa.component.validate.ComponentValidator;
import dev.jawa.component.validate.Gates;
import dev.jawa.component.validate.ValidatedComponent;
import dev.jawa.component.value.Result;
import dev.jawa.engine.Engine;
import dev.jawa.engine.EngineOptions;
import dev.jawa.engine.Engines;
import dev.jawa.engine.StoreLimits;
import dev.jawa.engine.Trap;
import dev.jawa.engine.UnlinkableException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// A component as wit-component makes it (shim, program, adapter and fixups), linked to stubs.
class HelloHttpTest {

  private static final Path FILE =
      Path.of(System.getProperty("jawa.shared"), "components/hello_wasi_http.wasm");
  private static final String TYPES = "wasi:http/types#";
  private static final String FIELDS = TYPES + "[constructor]fields";

  private static @Nullable Engine engine;
  private static @Nullable ValidatedComponent component;

  @BeforeAll
  static void decode() throws IOException {
    assumeTrue(Files.exists(FILE), "no component at " + FILE);
    engine = Engines.create("chicory", EngineOptions.DEFAULT);
    component =
        ComponentValidator.validate(
            ComponentDecoder.decode(Files.readAllBytes(FILE)), Gates.released());
  }

  @AfterAll
  static void stopEngine() {
    if (engine != null) {
      engine.close();
    }
  }

  private final StringBuilder body = new StringBuilder();
  private final List<Object> sent = new ArrayList<>();
  private final StubHost host =
      new StubHost()
          .on(FIELDS, (_, _) -> "fields")
          .on(TYPES + "[constructor]outgoing-response", (_, _) -> "response")
          .on(TYPES + "[method]outgoing-response.body", (_, _) -> Result.ok("body"))
          .on(
              TYPES + "[static]response-outparam.set",
              (_, args) -> {
                sent.addAll(List.of(args));
                return null;
              })
          .on(TYPES + "[method]outgoing-body.write", (_, _) -> Result.ok("stream"))
          .on(TYPES + "[static]outgoing-body.finish", (_, _) -> Result.OK)
          .on(
              "wasi:io/streams#[method]output-stream.blocking-write-and-flush",
              (_, args) -> {
                body.append(new String((byte[]) args[1], StandardCharsets.UTF_8));
                return Result.OK;
              });

  private LinkedComponent<Object> link() {
    Linker<Object> linker = new Linker<>(Objects.requireNonNull(engine));
    ValidatedComponent given = Objects.requireNonNull(component);
    host.provide(given, _ -> true).forEach(linker::add);
    return linker.link(given);
  }

  private static ComponentInstance instantiate(LinkedComponent<Object> linked) {
    return linked.instantiate("context", StoreLimits.DEFAULT);
  }

  private static void handle(ComponentInstance instance) {
    ComponentFunc handle = instance.func("wasi:http/incoming-handler", "handle");
    Objects.requireNonNull(handle).call("request", "outparam");
  }

  @Test
  void answersThroughTheHost() {
    try (ComponentInstance instance = instantiate(link())) {
      handle(instance);
    }
    assertThat(body).contains("Hello, this is your first wasi:http/proxy world!");
    assertThat(sent).containsExactly("outparam", Result.ok("response"));
    assertThat(host.destroyed).containsExactlyInAnyOrder("request", "stream");
  }

  @Test
  void startsEveryInstanceAfresh() {
    LinkedComponent<Object> linked = link();
    for (int i = 0; i < 50; i++) {
      try (ComponentInstance instance = instantiate(linked)) {
        handle(instance);
        handle(instance);
      }
    }
    assertThat(sent).hasSize(200);
    assertThat(host.destroyed).hasSize(200);
  }

  @Test
  void findsExportsWithAndWithoutVersion() {
    try (ComponentInstance instance = instantiate(link())) {
      assertThat(instance.func("wasi:http/incoming-handler", "handle")).isNotNull();
      assertThat(instance.func("wasi:http/incoming-handler@0.2.1", "handle")).isNotNull();
      assertThat(instance.func("wasi:http/incoming-handler@0.2.2", "handle")).isNull();
      assertThat(instance.func("wasi:http/incoming-handler", "other")).isNull();
      assertThat(instance.func("wasi:cli/run", "run")).isNull();
      assertThat(instance.func("handle")).isNull();
    }
  }

  @Test
  void givesBackWhatTheGuestStillHoldsWhenItIsClosed() {
    host.on(FIELDS, trapping(Trap.Kind.HOST));
    ComponentInstance instance = instantiate(link());
    assertThatThrownBy(() -> handle(instance)).isInstanceOf(Trap.class);
    assertThat(host.destroyed).isEmpty();

    instance.close();

    assertThat(host.destroyed).containsExactlyInAnyOrder("request", "outparam");
  }

  private static HostFunc<Object> trapping(Trap.Kind kind) {
    return (_, _) -> {
      throw new Trap(kind, "the host has had enough");
    };
  }

  @Test
  void cannotBeEnteredAgainAfterATrap() {
    host.on(FIELDS, trapping(Trap.Kind.HOST));
    try (ComponentInstance instance = instantiate(link())) {
      Trap trap = catchThrowableOfType(Trap.class, () -> handle(instance));
      assertThat(trap).hasMessage("the host has had enough");
      assertThat(trap.frames()).as("the guest's functions on the stack").isNotEmpty();
      assertThatThrownBy(() -> handle(instance))
          .isInstanceOf(Trap.class)
          .hasMessage("cannot enter component instance");
    }
  }

  @Test
  void letsExceptionsOfTheHostThroughUnwrapped() {
    IllegalStateException exit = new IllegalStateException("exit");
    host.on(
        FIELDS,
        (_, _) -> {
          throw exit;
        });
    try (ComponentInstance instance = instantiate(link())) {
      assertThatThrownBy(() -> handle(instance)).isSameAs(exit);
      assertThatThrownBy(() -> handle(instance)).hasMessage("cannot enter component instance");
    }
  }

  @Test
  void isNotEnteredByAHostFunctionItCalls() {
    AtomicReference<@Nullable ComponentInstance> running = new AtomicReference<>();
    host.on(
        FIELDS,
        (_, _) -> {
          handle(Objects.requireNonNull(running.get()));
          return "fields";
        });
    try (ComponentInstance instance = instantiate(link())) {
      running.set(instance);
      assertThatThrownBy(() -> handle(instance))
          .isInstanceOf(Trap.class)
          .hasMessage("cannot enter component instance");
    }
  }

  @Test
  void trapsWhenItIsInterruptedFromAnotherThread() throws InterruptedException {
    CountDownLatch blocked = new CountDownLatch(1);
    host.on(
        FIELDS,
        (_, _) -> {
          blocked.countDown();
          try {
            new CountDownLatch(1).await();
            return "never";
          } catch (InterruptedException e) {
            throw new Trap(Trap.Kind.INTERRUPT);
          }
        });
    AtomicReference<@Nullable Throwable> thrown = new AtomicReference<>();
    try (ComponentInstance instance = instantiate(link())) {
      Thread guest =
          Thread.startVirtualThread(() -> {
            try {
              handle(instance);
            } catch (Trap e) {
              thrown.set(e);
            }
          });
      blocked.await();
      instance.interrupt();
      guest.join();
    }
    assertThat(thrown.get())
        .isInstanceOfSatisfying(
            Trap.class, trap -> assertThat(trap.kind()).isEqualTo(Trap.Kind.INTERRUPT));
  }

  @Test
  void trapsWhenItHoldsTooManyHandles() {
    ComponentLimits one = new ComponentLimits(1, 1 << 20);
    try (ComponentInstance instance = link().instantiate("context", StoreLimits.DEFAULT, one)) {
      assertThatThrownBy(() -> handle(instance))
          .isInstanceOf(Trap.class)
          .hasMessageContaining("the limit is 1 handles");
    }
  }

  @Test
  void namesEverythingThatIsMissing() {
    Linker<Object> linker = new Linker<>(Objects.requireNonNull(engine));
    ValidatedComponent given = Objects.requireNonNull(component);
    host.provide(given, name -> !name.startsWith("wasi:cli") && !name.equals(FIELDS))
        .forEach(linker::add);

    assertThatThrownBy(() -> linker.link(given))
        .isInstanceOf(UnlinkableException.class)
        .hasMessageStartingWith("component imports wasi:http/types@0.2.1#[constructor]fields, ")
        .hasMessageContainingAll(
            "; wasi:cli/stdin@0.2.0#get-stdin, which is not provided here",
            "; wasi:cli/stdout@0.2.0#get-stdout, which",
            "; wasi:cli/stderr@0.2.0#get-stderr, which")
        .hasMessageNotContaining("wasi:io");
  }

  @Test
  void namesEverythingOfAnotherType() {
    Linker<Object> linker = new Linker<>(Objects.requireNonNull(engine));
    ValidatedComponent given = Objects.requireNonNull(component);
    host.provide(given, _ -> true).stream()
        .filter(provided -> !provided.name().equals("wasi:cli/stdin"))
        .forEach(linker::add);
    linker.add(
        HostInterface.<Object>named("wasi:cli/stdin", "0.2.0")
            .func("get-stdin", FuncType.func().returns(ValType.Primitive.U32), (_, _) -> 1L)
            .build());

    assertThatThrownBy(() -> linker.link(given))
        .isInstanceOf(UnlinkableException.class)
        .hasMessage(
            "component imports wasi:cli/stdin@0.2.0#get-stdin as func() -> own<input-stream>,"
                + " but here it is func() -> u32");
  }

  @Test
  void namesMissingResources() {
    Linker<Object> linker = new Linker<>(Objects.requireNonNull(engine));
    assertThatThrownBy(() -> linker.link(Objects.requireNonNull(component)))
        .isInstanceOf(UnlinkableException.class)
        .hasMessageContaining("resource wasi:io/error@0.2.1#error, which is not provided here")
        .hasMessageContaining("wasi:http/types@0.2.1#[constructor]fields");
  }

  @Test
  void compilesEachModuleOnce() {
    ValidatedComponent given = Objects.requireNonNull(component);
    assertThat(
            ModuleCompiler.compileAll(Objects.requireNonNull(engine), given.component()).keySet())
        .hasSize(4)
        .allMatch(Definition.CoreModule.class::isInstance);
  }
}
