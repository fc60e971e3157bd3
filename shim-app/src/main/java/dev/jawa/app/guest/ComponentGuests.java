package dev.jawa.app.guest;

import dev.jawa.component.instantiate.Composition;
import dev.jawa.component.instantiate.LinkedComponent;
import dev.jawa.component.instantiate.Linker;
import dev.jawa.component.instantiate.Part;
import dev.jawa.component.validate.NamedExtern;
import dev.jawa.engine.Engine;
import dev.jawa.wasi.ctx.HostRandom;
import dev.jawa.wasi.ctx.WasiContext;
import dev.jawa.wasi.p2.P2;
import java.util.List;

/// Tells by its exports what a component is, and links it.
final class ComponentGuests {

  private static final String HANDLER = "wasi:http/incoming-handler@0.2";
  private static final String RUN = "wasi:cli/run@0.2";

  private ComponentGuests() {}

  /// @param beside components of which it may import what they export
  static Guest load(
      Engine engine, Part main, List<Part> beside, HostRandom random, GuestKind kind) {
    String name = main.name();
    Linker<WasiContext> linker = linker(engine);
    Composition composition = Composition.of(main, beside);
    Proposals proposals = Proposals.of(composition.imports());
    LinkedComponent<WasiContext> component =
        beside.isEmpty() ? linker.link(main.component()) : linker.link(composition);
    return kind == GuestKind.HTTP
        ? new HttpGuest(name, component, proposals, random)
        : new ComponentGuest(name, kind, component, proposals, random);
  }

  /// With everything that the host offers.
  static Linker<WasiContext> linker(Engine engine) {
    Linker<WasiContext> linker = new Linker<>(engine);
    P2.all().forEach(linker::add);
    P2.proposals().forEach(linker::add);
    return linker;
  }

  /// What a component with these exports was made for.
  static String world(List<NamedExtern> exports) {
    boolean handler = exports(exports, HANDLER);
    boolean run = exports(exports, RUN);
    if (handler && run) {
      return "wasi:http/proxy and wasi:cli/command";
    }
    if (handler) {
      return "wasi:http/proxy";
    }
    return run ? "wasi:cli/command" : "none that runs here by itself";
  }

  /// @param preferred the kind of one that is both an HTTP server and a command
  static GuestKind kindOf(Part component, GuestKind preferred) {
    List<NamedExtern> exports = component.component().exports();
    boolean handler = exports(exports, HANDLER);
    boolean run = exports(exports, RUN);
    if (handler && run) {
      return preferred == GuestKind.COMMAND ? GuestKind.COMMAND : GuestKind.HTTP;
    }
    if (handler) {
      return GuestKind.HTTP;
    }
    return run ? GuestKind.COMMAND : GuestKind.FUNCTION;
  }

  private static boolean exports(List<NamedExtern> exports, String prefix) {
    return exports.stream().anyMatch(export -> export.name().startsWith(prefix));
  }
}
