package dev.jawa.component.instantiate;

import dev.jawa.component.ast.Component;
import dev.jawa.component.binary.ComponentDecoder;
import dev.jawa.component.canon.FuncValue;
import dev.jawa.component.host.AsyncHostFunc;
import dev.jawa.component.host.HostFunc;
import dev.jawa.component.host.HostInterface;
import dev.jawa.component.host.HostResource;
import dev.jawa.component.instantiate.ImportAnswer.Answer;
import dev.jawa.component.type.FuncType;
import dev.jawa.component.validate.ComponentValidator;
import dev.jawa.component.validate.Gates;
import dev.jawa.component.validate.ValidatedComponent;
import dev.jawa.engine.Engine;
import java.util.List;
import java.util.Map;

/// Binds components to an engine and to what the host provides. Not for use by several threads
/// while something is added.
///
/// @param <C> what belongs to one store
public final class Linker<C> {

  private final Engine engine;
  private final HostProvisions host = new HostProvisions();
  private Gates gates = Gates.released();

  public Linker(Engine engine) {
    this.engine = engine;
  }

  /// Lets components linked from now on use features beyond the released specification.
  public Linker<C> gates(Gates allowed) {
    this.gates = allowed;
    return this;
  }

  /// Offers an interface to the components linked from now on.
  public Linker<C> add(HostInterface<C> provided) {
    host.add(provided);
    return this;
  }

  /// Offers a function that is imported by its bare name, outside any interface.
  public Linker<C> add(String name, FuncType type, HostFunc<C> body) {
    host.functions().put(name, new FuncValue.OfHost(name, type, body));
    return this;
  }

  /// Offers a function that answers later, imported by its bare name.
  public Linker<C> addAsync(String name, FuncType type, AsyncHostFunc<C> body) {
    return add(name, type, body);
  }

  /// Offers a resource type that is imported by its bare name, outside any interface.
  public Linker<C> add(HostResource<?> resource) {
    host.add(resource);
    return this;
  }

  /// What is here of each import, in the order of the component.
  public List<ImportAnswer> answers(ValidatedComponent component) {
    Map<String, List<String>> problems = ImportMatcher.problems(host, component);
    return component.imports().stream()
        .map(wanted -> answer(wanted.name(), problems.getOrDefault(wanted.name(), List.of())))
        .toList();
  }

  private ImportAnswer answer(String name, List<String> problems) {
    Provided found = host.find(name);
    List<String> versions = host.versions(name);
    if (found instanceof Provided.Instance(var provided)) {
      Answer answer = problems.isEmpty() ? Answer.PROVIDED : Answer.PARTLY;
      return new ImportAnswer(name, answer, provided.version(), problems);
    }
    if (problems.isEmpty()) {
      return new ImportAnswer(name, Answer.PROVIDED, "", problems);
    }
    return versions.isEmpty()
        ? new ImportAnswer(name, Answer.MISSING, "", problems)
        : new ImportAnswer(name, Answer.OTHER_VERSION, String.join(", ", versions), problems);
  }

  /// Decodes, validates, compiles and links a component: everything that can be done once.
  ///
  /// @param component the binary; not changed, and not to be changed by the caller afterwards
  /// @throws dev.jawa.component.binary.MalformedException if the bytes are not a component
  /// @throws dev.jawa.component.validate.InvalidException if the component breaks a rule
  /// @throws dev.jawa.engine.UnlinkableException naming everything that is missing or of another
  ///   type
  /// @throws dev.jawa.engine.UnsupportedModuleException if it needs something that the engine or
  ///   this linker lacks
  public LinkedComponent<C> link(byte[] component) {
    Component decoded = ComponentDecoder.decode(component);
    return link(ComponentValidator.validate(decoded, gates));
  }

  /// Like [#link(byte[])], from what validation returned.
  public LinkedComponent<C> link(ValidatedComponent component) {
    RootImports imports = ImportMatcher.match(host, component);
    return plan(compile(component), imports);
  }

  /// Compiles and links components as one.
  ///
  /// @throws dev.jawa.engine.UnlinkableException naming everything that is missing or of another
  ///   type
  /// @throws dev.jawa.engine.UnsupportedModuleException if one needs something that the engine
  ///   lacks
  public LinkedComponent<C> link(Composition composition) {
    ValidatedComponent main = composition.components().getLast();
    ComponentPlan plan = Composer.plan(engine, host, composition);
    return new LinkedComponent<>(engine, main, plan, InstanceValue.EMPTY);
  }

  /// The last step of linking.
  ///
  /// @throws dev.jawa.engine.UnlinkableException naming everything that is missing or of another
  ///   type
  public LinkedComponent<C> link(CompiledComponent compiled) {
    return plan(compiled, ImportMatcher.match(host, compiled.component()));
  }

  /// The steps before linking: decodes, validates, compiles.
  ///
  /// @param component the binary; not changed, and not to be changed by the caller afterwards
  /// @throws dev.jawa.component.binary.MalformedException if the bytes are not a component
  /// @throws dev.jawa.component.validate.InvalidException if the component breaks a rule
  /// @throws dev.jawa.engine.UnsupportedModuleException if it needs something that the engine lacks
  public CompiledComponent compile(byte[] component) {
    return compile(ComponentValidator.validate(ComponentDecoder.decode(component), gates));
  }

  private CompiledComponent compile(ValidatedComponent component) {
    return new CompiledComponent(
        component, ModuleCompiler.compileAll(engine, component.component()));
  }

  private LinkedComponent<C> plan(CompiledComponent compiled, RootImports imports) {
    ValidatedComponent component = compiled.component();
    ComponentPlan plan = PlanBuilder.plan(component, compiled.modules(), imports);
    return new LinkedComponent<>(engine, component, plan, imports.items());
  }
}
