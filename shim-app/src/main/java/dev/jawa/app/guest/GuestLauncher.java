package dev.jawa.app.guest;

import dev.jawa.component.binary.ComponentDecoder;
import dev.jawa.component.binary.MalformedException;
import dev.jawa.component.binary.Preamble;
import dev.jawa.component.instantiate.CompositionException;
import dev.jawa.component.instantiate.Part;
import dev.jawa.component.validate.ComponentValidator;
import dev.jawa.component.validate.Gates;
import dev.jawa.component.validate.InvalidException;
import dev.jawa.engine.Engine;
import dev.jawa.engine.InvalidModuleException;
import dev.jawa.engine.MalformedModuleException;
import dev.jawa.engine.UnlinkableException;
import dev.jawa.engine.UnsupportedModuleException;
import dev.jawa.wasi.ctx.HostRandom;
import dev.jawa.wasi.ctx.SystemRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// Loads guests for one engine. Keeps nothing of what it loads; the engine keeps compiled code in
/// its cache folder.
public final class GuestLauncher {

  private final Engine engine;
  private final UnknownImports unknownImports;
  private final Gates gates;
  private final List<Preload> preloads;
  private final HostRandom random = new SystemRandom();

  /// @param engine belongs to the caller, who closes it after the last guest has ended
  public GuestLauncher(Engine engine) {
    this(engine, UnknownImports.REFUSE, Gates.released(), List.of());
  }

  /// @param engine belongs to the caller, who closes it after the last guest has ended
  /// @param unknownImports for core modules; components are always refused
  /// @param gates the features that components may use
  /// @param preloads what core modules find beside WASI, in order: one may import from those before
  public GuestLauncher(
      Engine engine, UnknownImports unknownImports, Gates gates, List<Preload> preloads) {
    this.engine = engine;
    this.unknownImports = unknownImports;
    this.gates = gates;
    this.preloads = List.copyOf(preloads);
  }

  /// The features that components may use.
  Gates gates() {
    return gates;
  }

  /// Compiles and links the bytes; what they are is told by the preamble and the exports. A
  /// component that is both an HTTP server and a command counts as an HTTP server.
  ///
  /// @param name for messages, as in `app.wasm`
  /// @throws GuestException if they are not a guest, not valid, or need something missing here
  public Guest load(String name, byte[] wasm) {
    return load(name, wasm, GuestKind.HTTP);
  }

  /// As [#load(String, byte[])].
  ///
  /// @param preferred the kind of a component that is both an HTTP server and a command
  public Guest load(String name, byte[] wasm, GuestKind preferred) {
    return load(GuestCode.of(name, wasm), preferred);
  }

  /// As [#load(String, byte[], GuestKind)].
  ///
  /// @param known is told what it is before anything is compiled, and may refuse it by a
  ///   [GuestException]
  public Guest load(String name, byte[] wasm, GuestKind preferred, Consumer<GuestKind> known) {
    return load(GuestCode.of(name, wasm), preferred, known);
  }

  /// As [#load(String, byte[], GuestKind)], composed with the components beside it.
  public Guest load(GuestCode code, GuestKind preferred) {
    return load(code, preferred, _ -> {});
  }

  private Guest load(GuestCode code, GuestKind preferred, Consumer<GuestKind> known) {
    String name = code.main().name();
    byte[] wasm = code.main().wasm();
    Preamble preamble = Preamble.of(wasm);
    if (preamble instanceof Preamble.Component && !preloads.isEmpty()) {
      throw new GuestException(name + " is a component, --preload is for modules");
    }
    List<ModuleLibrary> libraries = libraries();
    return explaining(
        name,
        () ->
            switch (preamble) {
              case Preamble.CoreModule _ -> {
                known.accept(GuestKind.MODULE);
                yield ModuleGuest.load(
                    name, engine, wasm, random, new ModuleLinker(libraries, unknownImports));
              }
              case Preamble.Component _ -> composed(code, preferred, known);
              case Preamble.Unknown(String reason, int _) ->
                  throw new GuestException(name + ": " + reason);
            });
  }

  private Part part(GuestCode.Binary binary) {
    return explaining(
        binary.name(),
        () ->
            new Part(
                binary.name(),
                ComponentValidator.validate(ComponentDecoder.decode(binary.wasm()), gates)));
  }

  private Guest composed(GuestCode code, GuestKind preferred, Consumer<GuestKind> known) {
    Part main = part(code.main());
    GuestKind kind = ComponentGuests.kindOf(main, preferred);
    known.accept(kind);
    List<String> unusable = new ArrayList<>();
    List<Part> beside = beside(code, unusable);
    try {
      return ComponentGuests.load(engine, main, beside, random, kind);
    } catch (UnlinkableException e) {
      if (unusable.isEmpty()) {
        throw e;
      }
      throw new UnlinkableException(
          e.getMessage() + "; beside it " + String.join("; ", unusable), e);
    }
  }

  /// The components among them that can be used.
  ///
  /// @param unusable gets what is wrong with the others, which matters only if something is missing
  private List<Part> beside(GuestCode code, List<String> unusable) {
    List<Part> parts = new ArrayList<>();
    for (GuestCode.Binary binary : code.beside()) {
      if (Preamble.of(binary.wasm()) instanceof Preamble.Component) {
        try {
          parts.add(part(binary));
        } catch (GuestException e) {
          unusable.add(e.getMessage());
        }
      }
    }
    return parts;
  }

  private List<ModuleLibrary> libraries() {
    return preloads.stream()
        .map(each -> explaining(each.file(), () -> ModuleLibrary.compile(engine, each)))
        .toList();
  }

  /// Turns what is wrong with a file into one line for the user.
  <T> T explaining(String name, Supplier<T> loading) {
    try {
      return loading.get();
    } catch (MalformedModuleException | MalformedException e) {
      throw new GuestException(name + ": not a valid WebAssembly binary: " + e.getMessage(), e);
    } catch (InvalidModuleException | InvalidException e) {
      throw new GuestException(name + ": does not validate: " + e.getMessage(), e);
    } catch (CompositionException e) {
      throw new GuestException(name + ": cannot be composed: " + e.getMessage(), e);
    } catch (UnlinkableException e) {
      throw new GuestException(name + ": needs what is not here: " + e.getMessage(), e);
    } catch (UnsupportedModuleException e) {
      throw new GuestException(
          "%s: the engine %s cannot run it: %s; 'jawa engines' lists what each can"
              .formatted(name, engine.id(), e.getMessage()),
          e);
    } catch (OutOfMemoryError e) {
      throw new GuestException(
          "%s: the JVM's heap of %d MB is too small to load it: give it more (JAWA_JAVA_OPTS=-Xmx2g), or, on chicory, let 'jawa compile' do the work where there is more"
              .formatted(name, Runtime.getRuntime().maxMemory() >> 20),
          e);
    }
  }
}
