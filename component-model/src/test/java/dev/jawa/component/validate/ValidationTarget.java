package dev.jawa.component.validate;

import dev.jawa.component.ast.Component;
import dev.jawa.component.ast.Definition;
import dev.jawa.component.binary.ComponentDecoder;
import dev.jawa.component.binary.MalformedException;
import dev.jawa.component.validate.Gates.Gate;
import dev.jawa.engine.Engine;
import dev.jawa.engine.EngineOptions;
import dev.jawa.engine.Engines;
import dev.jawa.engine.InvalidModuleException;
import dev.jawa.engine.MalformedModuleException;
import dev.jawa.engine.UnsupportedModuleException;
import dev.jawa.testkit.WastTarget;
import dev.jawa.testkit.WastValue;
import java.util.EnumSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Decodes and validates; core modules go to an engine, as they do when linking. Nothing is
/// executed.
final class ValidationTarget implements WastTarget {

  /// What the scripts use; nested names are what they refuse.
  static final Gates GATES = new Gates(EnumSet.complementOf(EnumSet.of(Gate.NESTED_NAMES)));

  private final Engine engine = Engines.create("chicory", new EngineOptions(null, true));

  @Override
  public void define(@Nullable String name, byte[] binary, boolean component) {
    if (component) {
      Component decoded = ComponentDecoder.decode(binary);
      ComponentValidator.validate(decoded, GATES);
      compile(decoded);
    } else {
      engine.compile(binary);
    }
  }

  private void compile(Component component) {
    for (Definition definition : component.definitions()) {
      switch (definition) {
        case Definition.CoreModule module -> compile(module.bytes().copy());
        case Definition.NestedComponent nested -> compile(nested.component());
        default -> {}
      }
    }
  }

  private void compile(byte[] module) {
    try {
      engine.compile(module);
    } catch (UnsupportedModuleException e) {
      // What one engine lacks says nothing about the component.
    }
  }

  @Override
  public void instantiate(@Nullable String name, @Nullable String definition) {}

  @Override
  public void register(String as, @Nullable String instance) {}

  @Override
  public @Nullable Object invoke(@Nullable String instance, String function, List<WastValue> args) {
    throw new UnsupportedOperationException(function);
  }

  @Override
  public @Nullable Object get(@Nullable String instance, String global) {
    throw new UnsupportedOperationException(global);
  }

  @Override
  public @Nullable String mismatch(List<WastValue> expected, @Nullable Object result) {
    throw new UnsupportedOperationException();
  }

  @Override
  public @Nullable Failure classify(Throwable thrown) {
    return switch (thrown) {
      case MalformedException _, MalformedModuleException _ -> Failure.MALFORMED;
      case InvalidException _, InvalidModuleException _ -> Failure.INVALID;
      case UnsupportedModuleException _ -> Failure.UNSUPPORTED;
      default -> null;
    };
  }

  @Override
  public boolean comparesText(Failure failure) {
    return true;
  }
}
