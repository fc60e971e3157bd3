package dev.jawa.wast.run;

import dev.jawa.component.instantiate.ComponentInstance;
import dev.jawa.engine.CoreInstance;
import dev.jawa.engine.Engine;
import dev.jawa.engine.Trap;
import dev.jawa.wast.script.Action;
import dev.jawa.wast.script.Command;
import dev.jawa.wast.script.Command.Failing;
import dev.jawa.wast.script.Command.Refusal;
import dev.jawa.wast.script.Const;
import dev.jawa.wast.script.Source;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Runs the commands of one script, in order. Not for use by several threads at a time.
public final class ScriptRunner implements AutoCloseable {

  private final Engine engine;
  private final ScriptOptions options;
  private final CoreWorld cores;
  private final ComponentWorld components;
  private final Map<String, Definition> definitions = new HashMap<>();
  private final Map<String, ScriptThread> threads = new HashMap<>();
  private @Nullable Definition latestDefinition;
  private @Nullable Object latestInstance;

  /// @param engine belongs to the caller
  public ScriptRunner(Engine engine, ScriptOptions options) {
    this.engine = engine;
    this.options = options;
    this.cores = new CoreWorld(engine, options);
    this.components = new ComponentWorld(engine, options);
  }

  /// Runs one command.
  ///
  /// @return what is wrong, or `null`
  public @Nullable Failure run(Command command) {
    return switch (command) {
      case Command.Module(int _, var name, var source) ->
          expectDone("a module that can be instantiated", () -> define(name, source, true));
      case Command.Definition(int _, var name, var source) ->
          expectDone("a valid definition", () -> define(name, source, false));
      case Command.Instance(int _, var name, var definition) ->
          expectDone("an instance", () -> instantiate(name, definition));
      case Command.Register(int _, var as, var name) ->
          expectDone("an instance to register", () -> register(as, name));
      case Command.Act(int _, var action) -> expectDone("no trap", () -> act(action));
      case Command.AssertReturn(int _, var action, var expected) -> expectReturn(action, expected);
      case Command.AssertFails(int _, var action, var how, var text) ->
          expectFailing(how, text, () -> act(action));
      case Command.AssertRefused(int _, var source, var how, var text) ->
          expectRefused(source, how, text);
      case Command.Threaded threaded -> expectDone("a thread", () -> start(threaded));
      case Command.Wait(int _, var thread) -> await(thread);
      case Command.Unknown(int _, var directive) ->
          new Failure("a directive", "'" + directive + "', which is not known here");
    };
  }

  // Definitions and instances

  private void define(@Nullable String name, Source source, boolean instantiate) {
    latestDefinition = null;
    latestInstance = instantiate ? null : latestInstance;
    Definition definition = compile(source);
    latestDefinition = definition;
    if (name != null) {
      definitions.put(name, definition);
    }
    if (instantiate) {
      instantiate(name, definition);
    }
  }

  private Definition compile(Source source) {
    return switch (source) {
      case Source.Binary(byte[] bytes, boolean component) ->
          component
              ? new Definition.Component(components.compile(bytes))
              : new Definition.Core(engine.compile(bytes));
      case Source.NotEncodable(var reason) ->
          throw new ScriptFailure("the encoder refuses the text: " + reason);
    };
  }

  private void instantiate(@Nullable String name, @Nullable String definition) {
    latestInstance = null;
    Definition found = definition == null ? latestDefinition : definitions.get(definition);
    if (found == null) {
      throw new ScriptFailure("there is no definition " + (definition == null ? "" : definition));
    }
    instantiate(name, found);
  }

  private void instantiate(@Nullable String name, Definition definition) {
    latestInstance =
        switch (definition) {
          case Definition.Core(var module) -> cores.instantiate(name, module);
          case Definition.Component(var component) -> components.instantiate(name, component);
        };
  }

  private void register(String as, @Nullable String name) {
    Object instance = instance(name);
    if (!(instance instanceof CoreInstance core)) {
      throw new ScriptFailure("only instances of core modules can be registered");
    }
    cores.register(as, core);
  }

  private Object instance(@Nullable String name) {
    Object found = latestInstance;
    if (name != null) {
      found = cores.find(name);
      found = found == null ? components.find(name) : found;
    }
    if (found == null) {
      throw new ScriptFailure("there is no instance" + (name == null ? "" : " " + name));
    }
    return found;
  }

  // Actions

  private List<Const> act(Action action) {
    Object instance = instance(action.instance());
    return switch (action) {
      case Action.Invoke(var _, var field, var args) ->
          instance instanceof ComponentInstance component
              ? components.invoke(component, field, args)
              : cores.invoke((CoreInstance) instance, field, args);
      case Action.Get(var _, var field) -> {
        if (instance instanceof CoreInstance core) {
          yield cores.get(core, field);
        }
        throw new ScriptFailure("a component has no global " + field);
      }
    };
  }

  // Threads

  private void start(Command.Threaded threaded) {
    ScriptRunner other = new ScriptRunner(engine, options);
    if (threaded.shared() != null && instance(threaded.shared()) instanceof CoreInstance shared) {
      other.cores.share(threaded.shared(), shared, cores);
    }
    threads.put(threaded.name(), ScriptThread.start(other, threaded.commands()));
  }

  private @Nullable Failure await(String name) {
    ScriptThread thread = threads.remove(name);
    return thread == null ? new Failure("a thread", "none that is called " + name) : thread.await();
  }

  // Expectations

  private interface Step {
    @Nullable Object run();
  }

  private static @Nullable Failure expectDone(String what, Runnable step) {
    try {
      step.run();
      return null;
    } catch (RuntimeException | VirtualMachineError e) {
      return new Failure(what, Problem.of(e).toString());
    }
  }

  private @Nullable Failure expectReturn(Action action, List<Const> expected) {
    String wanted = expected.isEmpty() ? "nothing" : Const.all(expected);
    try {
      List<Const> actual = act(action);
      return Matching.all(expected, actual)
          ? null
          : new Failure(wanted, actual.isEmpty() ? "nothing" : Const.all(actual));
    } catch (RuntimeException | VirtualMachineError e) {
      return new Failure(wanted, Problem.of(e).toString());
    }
  }

  private @Nullable Failure expectRefused(Source source, Refusal how, String text) {
    if (source instanceof Source.NotEncodable
        && (how == Refusal.MALFORMED || how == Refusal.INVALID)) {
      // The encoder checks names and syntax; what it refuses never becomes a binary.
      return null;
    }
    String expected = how.name().toLowerCase(Locale.ROOT) + ": " + text;
    try {
      Definition definition = compile(source);
      if (how == Refusal.UNLINKABLE || how == Refusal.UNINSTANTIABLE) {
        instantiate(null, definition);
      } else if (definition instanceof Definition.Component(var component)) {
        // Some engines refuse while loading what here only linking refuses.
        components.link(component);
      }
      return Words.isLimitOfWasmtime(text) ? null : new Failure(expected, "no error");
    } catch (RuntimeException | VirtualMachineError e) {
      Problem problem = Problem.of(e);
      boolean fits =
          fits(problem, how, text, isComponent(source))
              || (problem.kind() == Problem.Kind.UNLINKABLE && Words.isLimitOfWasmtime(text));
      return fits ? null : new Failure(expected, problem.toString());
    }
  }

  private static boolean isComponent(Source source) {
    return source instanceof Source.Binary(byte[] _, boolean component) && component;
  }

  /// The words of engines about core modules are their own.
  private static boolean fits(Problem problem, Refusal how, String text, boolean component) {
    boolean said = Words.say(problem.message(), text);
    return switch (how) {
      case MALFORMED -> fits(problem, Problem.Kind.MALFORMED, said, component);
      case INVALID -> fits(problem, Problem.Kind.INVALID, said, component);
      case UNLINKABLE -> problem.kind() == Problem.Kind.UNLINKABLE && (said || !component);
      case UNINSTANTIABLE -> problem.kind() == Problem.Kind.TRAP && said;
    };
  }

  /// Scripts and engines do not agree on what is malformed and what invalid; the words tell.
  private static boolean fits(Problem problem, Problem.Kind kind, boolean said, boolean component) {
    return component
        ? said && (problem.isRefusal() || problem.kind() == Problem.Kind.UNLINKABLE)
        : problem.isRefusal() && (said || problem.kind() == kind);
  }

  private static @Nullable Failure expectFailing(Failing how, String text, Step step) {
    String expected =
        switch (how) {
          case TRAP -> "a trap: " + text;
          case EXCEPTION -> "an exception";
          case SUSPENSION -> "a suspension: " + text;
        };
    try {
      return new Failure(expected, "no error, but " + step.run());
    } catch (RuntimeException | VirtualMachineError e) {
      Problem problem = Problem.of(e);
      boolean fits =
          switch (how) {
            case TRAP -> problem.kind() == Problem.Kind.TRAP && Words.say(problem.message(), text);
            case EXCEPTION -> e instanceof Trap trap && trap.kind() == Trap.Kind.UNCAUGHT_EXCEPTION;
            case SUSPENSION -> Words.say(problem.message(), text);
          };
      return fits ? null : new Failure(expected, problem.toString());
    }
  }

  /// Ends everything; what still runs is interrupted.
  @Override
  public void close() {
    threads.values().forEach(ScriptThread::close);
    components.close();
    cores.close();
  }

  /// Ends what a command is doing, from any thread.
  public void interrupt() {
    cores.interrupt();
    components.interrupt();
  }
}
