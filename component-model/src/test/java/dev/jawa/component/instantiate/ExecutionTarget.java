package dev.jawa.component.instantiate;

import dev.jawa.component.binary.MalformedException;
import dev.jawa.component.type.ValType;
import dev.jawa.component.validate.Gates;
import dev.jawa.component.validate.InvalidException;
import dev.jawa.engine.Engine;
import dev.jawa.engine.EngineOptions;
import dev.jawa.engine.Engines;
import dev.jawa.engine.InvalidModuleException;
import dev.jawa.engine.MalformedModuleException;
import dev.jawa.engine.StoreLimits;
import dev.jawa.engine.Trap;
import dev.jawa.engine.UnlinkableException;
import dev.jawa.engine.UnsupportedModuleException;
import dev.jawa.testkit.WastTarget;
import dev.jawa.testkit.WastValue;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.recursive.comparison.RecursiveComparisonConfiguration;
import org.assertj.core.api.recursive.comparison.RecursiveComparisonDifferenceCalculator;
import org.jspecify.annotations.Nullable;

/// Links and runs components.
final class ExecutionTarget implements WastTarget {

  private static final String LATEST = "";

  private final Engine engine = Engines.create("chicory", EngineOptions.DEFAULT);
  private final Linker<Object> linker = new Linker<Object>(engine).gates(Gates.all());
  private final Map<String, LinkedComponent<Object>> definitions = new HashMap<>();
  private final Map<String, ComponentInstance> instances = new HashMap<>();

  /// What a function answered, with its type.
  private record Answer(@Nullable ValType type, @Nullable Object value) {}

  private static <T> T find(Map<String, T> named, @Nullable String name) {
    T found = named.get(name == null ? LATEST : name);
    if (found == null) {
      throw new UnsupportedModuleException("there is no " + name + ", as it could not be made");
    }
    return found;
  }

  private static <T> void put(Map<String, T> named, @Nullable String name, T value) {
    named.put(LATEST, value);
    if (name != null) {
      named.put(name, value);
    }
  }

  @Override
  public void define(@Nullable String name, byte[] binary, boolean component) {
    definitions.remove(LATEST);
    instances.remove(LATEST);
    put(definitions, name, linker.link(binary));
  }

  @Override
  public void instantiate(@Nullable String name, @Nullable String definition) {
    instances.remove(LATEST);
    put(instances, name, find(definitions, definition).instantiate("context", StoreLimits.DEFAULT));
  }

  @Override
  public void register(String as, @Nullable String instance) {
    throw new UnsupportedOperationException(as);
  }

  @Override
  public @Nullable Object invoke(@Nullable String instance, String function, List<WastValue> args) {
    ComponentFunc func = find(instances, instance).func(function);
    if (func == null) {
      throw new UnlinkableException("no function is called " + function);
    }
    Object[] values = new Object[args.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = ScriptValues.of(func.type().params().get(i).type(), args.get(i));
    }
    try {
      return new Answer(func.type().result(), func.call(values));
    } catch (Trap e) {
      throw new Trap(e.kind(), "wasm trap: " + words(e), e.frames(), e);
    }
  }

  /// Some scripts expect the words of an engine that begins every trap like this.
  private static String words(Trap trap) {
    return trap.kind() == Trap.Kind.UNREACHABLE
        ? "wasm `unreachable` instruction executed"
        : String.valueOf(trap.getMessage());
  }

  @Override
  public @Nullable Object get(@Nullable String instance, String global) {
    throw new UnsupportedOperationException(global);
  }

  @Override
  public @Nullable String mismatch(List<WastValue> expected, @Nullable Object result) {
    if (!(result instanceof Answer(var type, var value))) {
      return "no answer: " + result;
    }
    if (type == null) {
      return expected.isEmpty() ? null : "expected " + expected + " of a function without result";
    }
    if (expected.isEmpty()) {
      return null;
    }
    var differences =
        new RecursiveComparisonDifferenceCalculator()
            .determineDifferences(
                value,
                ScriptValues.of(type, expected.getFirst()),
                new RecursiveComparisonConfiguration());
    return differences.isEmpty() ? null : differences.toString();
  }

  @Override
  public @Nullable Failure classify(Throwable thrown) {
    return switch (thrown) {
      case MalformedException _, MalformedModuleException _ -> Failure.MALFORMED;
      case InvalidException _, InvalidModuleException _ -> Failure.INVALID;
      case UnsupportedModuleException _ -> Failure.UNSUPPORTED;
      case UnlinkableException _ -> Failure.UNLINKABLE;
      case Trap _ -> Failure.TRAP;
      default -> null;
    };
  }

  /// The words of other refusals are compared where nothing is executed.
  @Override
  public boolean comparesText(Failure failure) {
    return failure == Failure.TRAP;
  }

  @Override
  public void close() {
    instances.values().forEach(ComponentInstance::close);
    engine.close();
  }
}
