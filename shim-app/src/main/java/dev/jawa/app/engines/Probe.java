package dev.jawa.app.engines;

import dev.jawa.engine.CoreFunc;
import dev.jawa.engine.CoreInstance;
import dev.jawa.engine.CoreStore;
import dev.jawa.engine.Engine;
import dev.jawa.engine.InvalidModuleException;
import dev.jawa.engine.MalformedModuleException;
import dev.jawa.engine.StoreLimits;
import dev.jawa.engine.Trap;
import dev.jawa.engine.UnsupportedModuleException;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;

/// A module that uses one thing and exports a function `f`, which gives 42 if the thing works.
///
/// @param name the proposal's name, or what is tried
/// @param sections the module without its header, in hexadecimal digits
public record Probe(String name, String sections) {

  private static final String HEADER = "0061736d01000000";
  private static final int EXPECTED = 42;

  /// What an engine makes of it.
  public sealed interface Outcome {

    /// It works.
    record Works() implements Outcome {}

    /// The engine refuses the module.
    record Refused() implements Outcome {}

    /// The engine takes it and does something else.
    record Wrong(String what) implements Outcome {}
  }

  /// Tries it.
  public Outcome on(Engine engine) {
    byte[] wasm = HexFormat.of().parseHex(HEADER + sections.replaceAll("\\s", ""));
    try (CoreStore store = engine.newStore(StoreLimits.DEFAULT)) {
      CoreInstance instance = store.instantiate(engine.compile(wasm), List.of());
      int given = (int) ((CoreFunc) Objects.requireNonNull(instance.export("f"))).call()[0];
      return given == EXPECTED ? new Outcome.Works() : new Outcome.Wrong("gives " + given);
    } catch (UnsupportedModuleException | MalformedModuleException | InvalidModuleException e) {
      return new Outcome.Refused();
    } catch (Trap e) {
      return new Outcome.Wrong("traps: " + e.getMessage());
    } catch (RuntimeException | StackOverflowError e) {
      return new Outcome.Wrong("fails: " + e);
    }
  }
}
