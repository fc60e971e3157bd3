package dev.jawa.app.guest;

import dev.jawa.component.instantiate.ComponentInstance;
import dev.jawa.component.instantiate.LinkedComponent;
import dev.jawa.wasi.ctx.HostRandom;
import dev.jawa.wasi.ctx.WasiContext;
import dev.jawa.wasi.p2.cli.CommandGuest;
import org.jspecify.annotations.Nullable;

/// A component that runs from start to end: a command, or a function of it.
final class ComponentGuest implements Guest {

  private final String name;
  private final GuestKind kind;
  private final LinkedComponent<WasiContext> component;
  private final Proposals proposals;
  private final HostRandom random;

  ComponentGuest(
      String name,
      GuestKind kind,
      LinkedComponent<WasiContext> component,
      Proposals proposals,
      HostRandom random) {
    this.name = name;
    this.kind = kind;
    this.component = component;
    this.proposals = proposals;
    this.random = random;
  }

  @Override
  public GuestKind kind() {
    return kind;
  }

  @Override
  public GuestProcess start(GuestSpec spec) {
    if (kind == GuestKind.FUNCTION && spec.function() == null) {
      throw new GuestException(
          name
              + " exports neither wasi:cli/run@0.2 nor wasi:http/incoming-handler@0.2; choose one"
              + " of its functions ('jawa inspect' lists them, --invoke or FILE#FUNCTION takes"
              + " one)");
    }
    proposals.require(name, spec.services());
    String function = spec.function();
    Invocation invocation = function == null ? null : Invocation.of(name, component, function);
    return GuestThread.start(name, spec, thread -> run(spec, invocation, thread));
  }

  private int run(GuestSpec spec, @Nullable Invocation invocation, GuestThread thread) {
    try (Outgoing outgoing = Outgoing.of(spec);
        WasiContext context = Contexts.of(spec, random, outgoing.transport());
        ComponentInstance instance =
            component
                .withThreads(GuestStacks.forTasks(spec))
                .instantiate(context, spec.limits(), spec.services().limits())) {
      thread.interruptWith(instance::interrupt);
      if (invocation == null) {
        return CommandGuest.run(instance);
      }
      invocation.run(instance, spec.stdio().stdout());
      return 0;
    }
  }
}
