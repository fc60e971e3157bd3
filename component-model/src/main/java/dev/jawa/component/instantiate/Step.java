package dev.jawa.component.instantiate;

import dev.jawa.component.ast.CanonOption.StringEncoding;
import dev.jawa.component.ast.CanonOptions;
import dev.jawa.component.ast.Sort;
import dev.jawa.component.canon.CanonicalOptions;
import dev.jawa.component.canon.FuncValue;
import dev.jawa.component.canon.LiftedFunc;
import dev.jawa.component.canon.Lowering;
import dev.jawa.component.canon.ResourceBuiltins;
import dev.jawa.component.canon.ScheduledFunc;
import dev.jawa.component.canon.Signature;
import dev.jawa.component.canon.ThreadBuiltins;
import dev.jawa.component.runtime.CallMode;
import dev.jawa.component.runtime.GuestTask;
import dev.jawa.component.runtime.InstanceState;
import dev.jawa.component.runtime.RuntimeResource;
import dev.jawa.engine.CoreExtern;
import dev.jawa.engine.CoreFunc;
import dev.jawa.engine.CoreInstance;
import dev.jawa.engine.CoreModule;
import dev.jawa.engine.CoreValType;
import java.util.List;

/// Something that has to be done anew for every instance. Registers and slots are resolved, names
/// are left only where an instance is not known before it is made.
sealed interface Step {

  void run(Frame frame);

  /// Instantiates a core module.
  record MakeCoreInstance(int module, CoreArgs args, int target) implements Step {
    @Override
    public void run(Frame frame) {
      CoreModule core = frame.get(module, CoreModule.class);
      List<CoreExtern> imports = args.in(frame, core);
      frame.set(target, frame.instance().store().core().instantiate(core, imports));
    }
  }

  /// Takes an export of a core instance.
  record AliasCoreExport(int coreInstance, String name, int target) implements Step {
    @Override
    public void run(Frame frame) {
      CoreExtern export = frame.get(coreInstance, CoreInstance.class).export(name);
      if (export == null) {
        throw new IllegalStateException("the core instance has no export " + name);
      }
      frame.set(target, export);
    }
  }

  /// Captures the frame for a nested component.
  record MakeComponent(ComponentPlan plan, int target) implements Step {
    @Override
    public void run(Frame frame) {
      frame.set(target, new ComponentValue(plan, frame));
    }
  }

  /// Instantiates a component.
  record MakeInstance(int component, NamedSources args, int target) implements Step {
    @Override
    public void run(Frame frame) {
      ComponentValue value = frame.get(component, ComponentValue.class);
      InstanceState instance = frame.instance();
      frame.set(
          target,
          value.plan().instantiate(instance.store(), instance, value.outer(), args.in(frame)));
    }
  }

  /// Instantiates a component of a composition; of the others it sees its arguments only.
  record MakePart(ComponentPlan plan, NamedSources args, int target) implements Step {
    @Override
    public void run(Frame frame) {
      InstanceState instance = frame.instance();
      frame.set(target, plan.instantiate(instance.store(), instance, null, args.in(frame)));
    }
  }

  /// Bundles items to an instance.
  record BundleInstance(NamedSources items, int target) implements Step {
    @Override
    public void run(Frame frame) {
      frame.set(target, items.in(frame));
    }
  }

  /// Takes an export of an instance.
  record AliasExport(int instance, String name, int target) implements Step {
    @Override
    public void run(Frame frame) {
      frame.set(target, frame.get(instance, InstanceValue.class).get(name));
    }
  }

  /// Takes what an enclosing component has in a register.
  record AliasOuter(int count, int register, int target) implements Step {
    @Override
    public void run(Frame frame) {
      frame.set(target, frame.outer(count).get(register));
    }
  }

  /// Takes an argument of the instantiation.
  record TakeArg(String name, int target) implements Step {
    @Override
    public void run(Frame frame) {
      frame.set(target, frame.args().get(name));
    }
  }

  /// The registers of canonical options; [Frame#NONE] where an option is not given.
  record Options(StringEncoding encoding, int memory, int realloc, int postReturn) {

    static Options of(CanonOptions options, IndexSpaces spaces) {
      return new Options(
          options.stringEncoding(),
          spaces.optional(Sort.CORE_MEMORY, options.memory()),
          spaces.optional(Sort.CORE_FUNC, options.realloc()),
          spaces.optional(Sort.CORE_FUNC, options.postReturn()));
    }

    CanonicalOptions in(Frame frame) {
      return new CanonicalOptions(
          frame.instance(),
          encoding,
          memory == Frame.NONE ? null : frame.memory(memory),
          frame.getOptional(realloc, CoreFunc.class),
          frame.getOptional(postReturn, CoreFunc.class));
    }
  }

  /// `canon lift`.
  ///
  /// @param callback a register or [Frame#NONE]
  record Lift(
      Signature signature,
      int coreFunc,
      Options options,
      GuestTask.Kind kind,
      int callback,
      int target)
      implements Step {
    @Override
    public void run(Frame frame) {
      CoreFunc core = frame.get(coreFunc, CoreFunc.class);
      CanonicalOptions given = options.in(frame);
      frame.set(
          target,
          frame.instance().store().isScheduled()
              ? new ScheduledFunc(
                  signature, core, given, kind, frame.getOptional(callback, CoreFunc.class))
              : new LiftedFunc(signature, core, given));
    }
  }

  /// `canon lower`.
  record Lower(Signature signature, int func, Options options, CallMode mode, int target)
      implements Step {
    @Override
    public void run(Frame frame) {
      FuncValue value = frame.get(func, FuncValue.class);
      frame.set(target, Lowering.lower(value, signature, options.in(frame), mode));
    }
  }

  /// Makes a built-in.
  @FunctionalInterface
  interface Maker {
    CoreFunc in(Frame frame);
  }

  /// A built-in that needs tasks.
  record MakeBuiltin(Maker maker, int target) implements Step {
    @Override
    public void run(Frame frame) {
      frame.set(target, maker.in(frame));
    }
  }

  /// `canon resource.new`.
  record ResourceNew(int slot, int target) implements Step {
    @Override
    public void run(Frame frame) {
      frame.set(target, ResourceBuiltins.resourceNew(frame.instance(), slot));
    }
  }

  /// `canon resource.rep`.
  record ResourceRep(int slot, int target) implements Step {
    @Override
    public void run(Frame frame) {
      frame.set(target, ResourceBuiltins.resourceRep(frame.instance(), slot));
    }
  }

  /// `canon resource.drop`.
  record ResourceDrop(int slot, int target) implements Step {
    @Override
    public void run(Frame frame) {
      frame.set(target, ResourceBuiltins.resourceDrop(frame.instance(), slot));
    }
  }

  /// `canon context.get`.
  record ContextGet(CoreValType type, int slot, int target) implements Step {
    @Override
    public void run(Frame frame) {
      frame.set(target, ThreadBuiltins.contextGet(frame.instance(), type, slot));
    }
  }

  /// `canon context.set`.
  record ContextSet(CoreValType type, int slot, int target) implements Step {
    @Override
    public void run(Frame frame) {
      frame.set(target, ThreadBuiltins.contextSet(frame.instance(), type, slot));
    }
  }

  /// `canon backpressure.inc` or `backpressure.dec`.
  record Backpressure(int delta, int target) implements Step {
    @Override
    public void run(Frame frame) {
      frame.set(target, ThreadBuiltins.backpressure(frame.instance(), delta));
    }
  }

  /// A resource type of this component: every instance has its own.
  record DefineResource(int slot, int destructor) implements Step {
    @Override
    public void run(Frame frame) {
      CoreFunc dtor = frame.getOptional(destructor, CoreFunc.class);
      frame.instance().bindResource(slot, new RuntimeResource.OfGuest(frame.instance(), dtor));
    }
  }

  /// A resource type that comes with an argument: the argument itself, or an export inside it.
  record ResourceFromArg(int slot, List<String> path) implements Step {
    @Override
    public void run(Frame frame) {
      bind(frame, slot, frame.args(), path);
    }
  }

  /// A resource type that an instance exports.
  record ResourceFromInstance(int slot, int instance, List<String> path) implements Step {
    @Override
    public void run(Frame frame) {
      bind(frame, slot, frame.get(instance, InstanceValue.class), path);
    }
  }

  /// Another name for an earlier resource type.
  record SameResource(int slot, int as) implements Step {
    @Override
    public void run(Frame frame) {
      frame.instance().bindResource(slot, frame.resource(as));
    }
  }

  private static void bind(Frame frame, int slot, InstanceValue root, List<String> path) {
    InstanceValue at = root;
    for (String name : path.subList(0, path.size() - 1)) {
      at = (InstanceValue) at.get(name);
    }
    frame.instance().bindResource(slot, (RuntimeResource) at.get(path.getLast()));
  }

  /// The component's `start` definition.
  record Start(int func, List<Integer> args, int target) implements Step {
    @Override
    public void run(Frame frame) {
      Object[] values = args.stream().map(frame::get).toArray();
      Object result =
          FuncCalls.callEntered(frame.get(func, FuncValue.class), frame.instance().store(), values);
      if (result != null && target != Frame.NONE) {
        frame.set(target, result);
      }
    }
  }
}
