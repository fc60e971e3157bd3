package dev.jawa.wast;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jawa.component.binary.ComponentDecoder;
import dev.jawa.component.binary.MalformedException;
import dev.jawa.component.instantiate.ComponentFunc;
import dev.jawa.component.instantiate.ComponentInstance;
import dev.jawa.component.instantiate.Linker;
import dev.jawa.component.runtime.ComponentLimits;
import dev.jawa.component.validate.ComponentValidator;
import dev.jawa.component.validate.Gates;
import dev.jawa.component.validate.InvalidException;
import dev.jawa.component.validate.ValidatedComponent;
import dev.jawa.engine.Engine;
import dev.jawa.engine.EngineOptions;
import dev.jawa.engine.Engines;
import dev.jawa.engine.InvalidModuleException;
import dev.jawa.engine.MalformedModuleException;
import dev.jawa.engine.StoreLimits;
import dev.jawa.engine.Trap;
import dev.jawa.engine.UnlinkableException;
import dev.jawa.engine.UnsupportedModuleException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Broken components that are valid nevertheless run, or fail in one of the ways that a guest may
/// fail in. More inputs: `-Djawa.fuzz.instances=N`; others: `-Djawa.fuzz.seed=N`.
class InstantiationFuzzTest {

  private static final int INPUTS = Integer.getInteger("jawa.fuzz.instances", 2_000);
  private static final long SEED = Long.getLong("jawa.fuzz.seed", 5);
  private static final long GUEST_SECONDS = 1;
  private static final StoreLimits LIMITS =
      StoreLimits.DEFAULT.withSizes(1 << 20, 1_000).withCounts(100, 100, 100);
  private static final ComponentLimits COMPONENT_LIMITS = new ComponentLimits(1_000, 1 << 20);

  @ParameterizedTest
  @ValueSource(strings = {"chicory", "graalwasm"})
  void runsOrRefusesWhatIsValid(String engineId) throws Exception {
    Mutants mutants = new Mutants(SEED);
    int ran = 0;
    try (Engine engine = Engines.create(engineId, EngineOptions.DEFAULT);
        ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor()) {
      Linker<Object> linker = new Linker<>(engine).gates(Gates.all());
      for (int i = 0; i < INPUTS; i++) {
        byte[] input = mutants.next();
        ValidatedComponent component = validated(input);
        if (component != null && runs(linker, component, clock, "input " + i + ": ", input)) {
          ran++;
        }
      }
    }
    assertThat(ran).as("how many have run").isPositive();
  }

  private static @Nullable ValidatedComponent validated(byte[] input) {
    try {
      return ComponentValidator.validate(ComponentDecoder.decode(input), Gates.all());
    } catch (MalformedException | InvalidException e) {
      return null;
    }
  }

  private static boolean runs(
      Linker<Object> linker,
      ValidatedComponent component,
      ScheduledExecutorService clock,
      String name,
      byte[] input) {
    try {
      run(linker, component, clock);
      return true;
    } catch (InvalidModuleException
        | MalformedModuleException
        | UnsupportedModuleException
        | UnlinkableException
        | Trap e) {
      assertThat(e.getMessage()).as(name + Mutants.show(input)).isNotBlank();
      return false;
    } catch (StackOverflowError e) {
      return false;
    } catch (RuntimeException | Error e) {
      throw new AssertionError(name + Mutants.show(input), e);
    }
  }

  /// A guest that runs too long is interrupted; that is no failure.
  private static void run(
      Linker<Object> linker, ValidatedComponent component, ScheduledExecutorService clock) {
    ScheduledFuture<?>[] alarm = new ScheduledFuture<?>[1];
    try (ComponentInstance instance =
        linker
            .link(component)
            .instantiate(
                "context",
                LIMITS,
                COMPONENT_LIMITS,
                interrupt ->
                    alarm[0] =
                        clock.scheduleAtFixedRate(
                            interrupt, GUEST_SECONDS, GUEST_SECONDS, TimeUnit.SECONDS))) {
      for (String name : instance.exportNames()) {
        ComponentFunc func = instance.func(name);
        if (func != null && func.type().params().isEmpty()) {
          func.call(new Object[0]);
        }
      }
    } finally {
      if (alarm[0] != null) {
        alarm[0].cancel(false);
      }
    }
  }
}
