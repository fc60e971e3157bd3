package dev.jawa.component.validate;

import dev.jawa.component.ast.ExternName;
import dev.jawa.component.ast.ExternName.Attribute;
import dev.jawa.component.type.DefinedType;
import dev.jawa.component.type.ExternType;
import dev.jawa.component.type.FuncType;
import dev.jawa.component.type.ValType;
import dev.jawa.component.validate.ExternNames.BadNameException;
import dev.jawa.component.validate.Gates.Gate;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The names of the imports, or of the exports, of one component or type, and the resources that
/// these names may speak of. Spec: `Binary.md`, import and export definitions, notes;
/// `Explainer.md`, name uniqueness.
final class NameScope {

  private final String kind;
  private final Gates gates;
  private final ResourceNames handles;
  private final ExternNames names;
  private final Map<String, String> taken = new HashMap<>();
  private final Map<DefinedType.Resource, String> resources = new IdentityHashMap<>();
  private final Set<String> resourceNames = new HashSet<>();

  /// @param kind "import" or "export", for messages
  NameScope(String kind, Gates gates, ResourceNames handles) {
    this.kind = kind;
    this.gates = gates;
    this.handles = handles;
    this.names = new ExternNames(gates);
  }

  /// Makes a resource known under a name, so that annotated names may mention it.
  void register(String name, DefinedType.Resource entry) {
    resources.put(entry, name);
    resourceNames.add(name);
  }

  /// Checks a name and what it is given to, and takes it.
  void add(ExternName name, ExternType type) {
    ParsedName parsed = parse(name.text(), name);
    attributes(name, parsed, type);
    String problem = annotation(parsed, type);
    if (problem != null) {
      throw new InvalidException(
          kind + " name `" + name.text() + "` is not valid: " + problem, name.offset());
    }
    String previous = taken.putIfAbsent(parsed.uniqueKey(), name.text());
    if (previous != null) {
      throw new InvalidException(
          kind + " name `" + name.text() + "` conflicts with previous name `" + previous + "`",
          name.offset());
    }
  }

  private ParsedName parse(String text, ExternName name) {
    try {
      return names.parse(text);
    } catch (BadNameException e) {
      throw new InvalidException(
          kind + " name `" + text + "` is not a valid extern name: " + e.getMessage(),
          name.offset());
    }
  }

  private void attributes(ExternName name, ParsedName parsed, ExternType type) {
    Set<Class<?>> seen = new HashSet<>();
    for (Attribute attribute : name.attributes()) {
      if (!seen.add(attribute.getClass())) {
        throw new InvalidException(
            "duplicate '" + attributeName(attribute) + "' option in name", name.offset());
      }
      String problem =
          switch (attribute) {
            case Attribute.Implements _ when !gates.allows(Gate.IMPLEMENTS) ->
                "the `cm-implements` feature is not active";
            case Attribute.Implements(String interfaceName) ->
                implementsProblem(interfaceName, name, parsed, type);
            case Attribute.VersionSuffix(String suffix) -> suffixProblem(suffix, parsed);
            case Attribute.ExternalId _ -> null;
          };
      if (problem != null) {
        throw new InvalidException(problem, name.offset());
      }
    }
  }

  private static String attributeName(Attribute attribute) {
    return switch (attribute) {
      case Attribute.Implements _ -> "implements";
      case Attribute.VersionSuffix _ -> "versionsuffix";
      case Attribute.ExternalId _ -> "external-id";
    };
  }

  private @Nullable String implementsProblem(
      String interfaceName, ExternName name, ParsedName parsed, ExternType type) {
    if (!(parsed instanceof ParsedName.Label)) {
      return "name `" + name.text() + "` is not valid with `implements`";
    }
    if (!(type instanceof ExternType.Instance)) {
      return "only instances can have an `implements`";
    }
    try {
      return names.parse(interfaceName) instanceof ParsedName.Interface
          ? null
          : "name `" + interfaceName + "` must be an interface";
    } catch (BadNameException e) {
      return "`" + interfaceName + "` is not a valid name: " + e.getMessage();
    }
  }

  private @Nullable String suffixProblem(String suffix, ParsedName parsed) {
    if (!gates.allows(Gate.CANONICAL_INTERFACE_NAMES)) {
      return "`versionsuffix` needs " + Gate.CANONICAL_INTERFACE_NAMES.words();
    }
    if (!(parsed instanceof ParsedName.Interface(String _, String version))
        || !SemVer.isCanonical(version)) {
      return "`versionsuffix` must follow a canonical interface version";
    }
    String problem = SemVer.problem(version + suffix);
    return problem == null ? null : "invalid interface version: " + problem;
  }

  private @Nullable String annotation(ParsedName name, ExternType type) {
    return switch (name) {
      case ParsedName.Label _, ParsedName.Interface _ -> null;
      case ParsedName.Constructor(String resource) ->
          type instanceof ExternType.Func(var func)
              ? constructor(resource, func)
              : "item is not a func";
      case ParsedName.Method(String resource, String _) ->
          type instanceof ExternType.Func(var func) ? method(resource, func) : "item is not a func";
      case ParsedName.Static(String resource, String _) -> {
        if (!(type instanceof ExternType.Func)) {
          yield "item is not a func";
        }
        yield resourceNames.contains(resource)
            ? null
            : "static resource name is not known in this context";
      }
    };
  }

  private @Nullable String constructor(String resource, FuncType func) {
    if (func.async()) {
      return "constructor function cannot be async";
    }
    if (func.result() == null) {
      return "function should return one value";
    }
    ValType made = func.result() instanceof ValType.ResultType(var ok, var _) ? ok : func.result();
    return made instanceof ValType.OwnType
        ? named(made, resource)
        : "function should return `(own $T)` or `(result (own $T))`";
  }

  private @Nullable String method(String resource, FuncType func) {
    if (func.params().isEmpty()) {
      return "function should have at least one argument";
    }
    FuncType.Param self = func.params().getFirst();
    if (!self.label().equals("self")) {
      return "function should have a first argument called `self`";
    }
    return self.type() instanceof ValType.BorrowType
        ? named(self.type(), resource)
        : "function should take a first argument of `(borrow $T)`";
  }

  private @Nullable String named(ValType handle, String expected) {
    String name = resources.get(handles.entry(handle));
    if (name == null) {
      return "resource used in function does not have a name in this context";
    }
    return name.equals(expected)
        ? null
        : "function does not match expected resource name `" + name + "`";
  }
}
