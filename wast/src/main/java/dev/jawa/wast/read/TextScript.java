package dev.jawa.wast.read;

import dev.jawa.wast.read.TextEncoder.Encoded;
import dev.jawa.wast.script.Action;
import dev.jawa.wast.script.Command;
import dev.jawa.wast.script.Command.Failing;
import dev.jawa.wast.script.Command.Refusal;
import dev.jawa.wast.script.Script;
import dev.jawa.wast.script.Source;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Reads the commands of a `.wast` text. Spec: core, `interpreter/README.md`, "Scripts"; the
/// directives for components are those of wasmtime and of the component model's own scripts.
final class TextScript {

  private static final Set<String> DEFINITIONS = Set.of("module", "component");

  private final String file;
  private final Map<Integer, Source> sources;

  private TextScript(String file, Map<Integer, Source> sources) {
    this.file = file;
    this.sources = sources;
  }

  /// @throws ScriptException if the text is no script
  static Script read(String file, String text, TextEncoder encoder) {
    List<Sexp> items = SexpParser.parse(file, text);
    if (!items.isEmpty() && !isDirective(items.getFirst())) {
      // The whole text is one module without its parenthesis.
      text = "(module " + text + ")";
      items = SexpParser.parse(file, text);
    }
    TextScript reader = new TextScript(file, encode(text, items, encoder));
    return new Script(file, Header.switches(text), reader.commands(items));
  }

  private static boolean isDirective(Sexp item) {
    return item instanceof Sexp.Group group
        && (DEFINITIONS.contains(group.head())
            || group.head().startsWith("assert_")
            || Set.of("register", "invoke", "get", "thread", "wait").contains(group.head()));
  }

  // Definitions

  private static Map<Integer, Source> encode(String text, List<Sexp> items, TextEncoder encoder) {
    Map<Integer, Source> sources = new HashMap<>();
    List<DefinitionText> texts = new ArrayList<>();
    collect(items, text, sources, texts);
    List<Encoded> encoded = encoder.encodeAll(texts.stream().map(DefinitionText::text).toList());
    for (int i = 0; i < texts.size(); i++) {
      DefinitionText definition = texts.get(i);
      sources.put(
          definition.start(),
          switch (encoded.get(i)) {
            case Encoded.Binary(byte[] bytes) -> new Source.Binary(bytes, definition.isComponent());
            case Encoded.Refused(String reason) -> new Source.NotEncodable(reason);
          });
    }
    return sources;
  }

  private static void collect(
      List<Sexp> items, String text, Map<Integer, Source> sources, List<DefinitionText> texts) {
    for (Sexp item : items) {
      if (item instanceof Sexp.Group group) {
        if (DEFINITIONS.contains(group.head())) {
          DefinitionText definition = DefinitionText.of(group, text);
          byte[] binary = definition.binary();
          if (binary != null) {
            sources.put(group.start(), new Source.Binary(binary, definition.isComponent()));
          } else if (!definition.isInstance()) {
            texts.add(definition);
          }
        } else if (!group.head().equals("shared")) {
          // What a thread shares is named, not defined.
          collect(group.items(), text, sources, texts);
        }
      }
    }
  }

  private Source source(Sexp.Group group) {
    Source source = sources.get(group.start());
    if (source == null) {
      throw error(group, "this defines nothing");
    }
    return source;
  }

  // Commands

  private List<Command> commands(List<Sexp> items) {
    List<Command> commands = new ArrayList<>();
    for (Sexp item : items) {
      if (!(item instanceof Sexp.Group group)) {
        throw error(item, "this is no command");
      }
      // An annotation is none.
      if (!group.head().startsWith("@")) {
        commands.add(command(group));
      }
    }
    return commands;
  }

  private Command command(Sexp.Group group) {
    try {
      return parse(group, group.items(), group.line());
    } catch (ScriptException e) {
      throw e.getMessage() != null && e.getMessage().startsWith(file)
          ? e
          : new ScriptException(file + ":" + group.line() + ": " + e.getMessage(), e);
    } catch (IndexOutOfBoundsException | ClassCastException e) {
      throw error(group, "a wrong " + group.head());
    }
  }

  private Command parse(Sexp.Group group, List<Sexp> items, int line) {
    return switch (group.head()) {
      case "module", "component" -> definition(group, line);
      case "register" -> new Command.Register(line, text(items, 1), name(items, 2));
      case "invoke", "get" -> new Command.Act(line, action(group));
      case "assert_return" ->
          new Command.AssertReturn(
              line, action(group(items, 1)), Constants.all(items.subList(2, items.size())));
      case "assert_trap", "assert_exhaustion" -> fails(items, line, Failing.TRAP);
      case "assert_exception" -> fails(items, line, Failing.EXCEPTION);
      case "assert_suspension" -> fails(items, line, Failing.SUSPENSION);
      case "assert_malformed" -> refused(items, line, Refusal.MALFORMED);
      case "assert_invalid" -> refused(items, line, Refusal.INVALID);
      case "assert_unlinkable" -> refused(items, line, Refusal.UNLINKABLE);
      case "thread" -> thread(items, line);
      case "wait" -> new Command.Wait(line, String.valueOf(name(items, 1)));
      default -> new Command.Unknown(line, group.head());
    };
  }

  private Command definition(Sexp.Group group, int line) {
    DefinitionText definition = DefinitionText.of(group, "");
    if (definition.isInstance()) {
      return new Command.Instance(line, definition.name(), name(group.items(), 3));
    }
    return definition.isOnlyDefined()
        ? new Command.Definition(line, definition.name(), source(group))
        : new Command.Module(line, definition.name(), source(group));
  }

  private Action action(Sexp.Group group) {
    List<Sexp> items = group.items();
    @Nullable String instance = name(items, 1);
    int at = instance == null ? 1 : 2;
    String field = text(items, at);
    return switch (group.head()) {
      case "invoke" ->
          new Action.Invoke(instance, field, Constants.all(items.subList(at + 1, items.size())));
      case "get" -> new Action.Get(instance, field);
      default -> throw error(group, "this is no action");
    };
  }

  private Command fails(List<Sexp> items, int line, Failing how) {
    Sexp.Group inner = group(items, 1);
    String text = items.size() > 2 ? text(items, 2) : "";
    return DEFINITIONS.contains(inner.head())
        ? new Command.AssertRefused(line, source(inner), Refusal.UNINSTANTIABLE, text)
        : new Command.AssertFails(line, action(inner), how, text);
  }

  private Command refused(List<Sexp> items, int line, Refusal how) {
    return new Command.AssertRefused(line, source(group(items, 1)), how, text(items, 2));
  }

  private Command thread(List<Sexp> items, int line) {
    List<Sexp> body = items.subList(2, items.size());
    @Nullable String shared = null;
    if (body.getFirst() instanceof Sexp.Group first && first.head().equals("shared")) {
      shared = name(group(first.items(), 1).items(), 1);
      body = body.subList(1, body.size());
    }
    return new Command.Threaded(line, String.valueOf(name(items, 1)), shared, commands(body));
  }

  // Items

  private static Sexp.Group group(List<Sexp> items, int at) {
    return (Sexp.Group) items.get(at);
  }

  private static String text(List<Sexp> items, int at) {
    return ((Sexp.Str) items.get(at)).text();
  }

  static @Nullable String name(List<Sexp> items, int at) {
    return at < items.size()
            && items.get(at) instanceof Sexp.Atom(String text, int _)
            && text.startsWith("$")
        ? text.substring(1)
        : null;
  }

  private ScriptException error(Sexp at, String what) {
    return new ScriptException("%s:%d: %s".formatted(file, at.line(), what));
  }
}
