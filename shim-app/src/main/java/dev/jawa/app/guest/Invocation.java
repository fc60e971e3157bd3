package dev.jawa.app.guest;

import dev.jawa.component.instantiate.ComponentFunc;
import dev.jawa.component.instantiate.ComponentInstance;
import dev.jawa.component.instantiate.LinkedComponent;
import dev.jawa.component.type.ExternType;
import dev.jawa.component.type.FuncType;
import dev.jawa.component.validate.NamedExtern;
import dev.jawa.component.wave.WaveCall;
import dev.jawa.component.wave.WaveException;
import dev.jawa.component.wave.WaveWriter;
import dev.jawa.wasi.ctx.ByteSink;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A call of a component's function as a user typed it, checked before anything starts.
///
/// @param instance the exported instance that holds the function, `null` for the root
@SuppressWarnings("ArrayRecordComponent") // carries the arguments to the call, never compared
record Invocation(@Nullable String instance, String function, FuncType type, Object[] args) {

  /// @param name of the component, for messages
  /// @throws GuestException if there is no such function, or the arguments do not fit
  static Invocation of(String name, LinkedComponent<?> component, String text) {
    try {
      WaveCall call = WaveCall.parse(text);
      Map<String, FuncType> found = search(component, call);
      if (found.isEmpty()) {
        throw new GuestException(
            "%s: no exported func named `%s` in component; 'jawa inspect' lists them"
                .formatted(name, plain(call)));
      }
      if (found.size() > 1) {
        throw new GuestException(
            "%s: several interfaces export `%s`: %s; write INTERFACE.%s"
                .formatted(name, call.function(), String.join(", ", found.keySet()), plain(call)));
      }
      var only = found.entrySet().iterator().next();
      String instance = only.getKey().isEmpty() ? null : only.getKey();
      return new Invocation(
          instance, call.function(), only.getValue(), call.arguments(only.getValue()));
    } catch (WaveException e) {
      throw new GuestException(
          "%s: failed to parse invoke '%s': %s".formatted(name, text, e.getMessage()), e);
    }
  }

  private static String plain(WaveCall call) {
    return call.interfaceName().map(name -> name + "." + call.function()).orElse(call.function());
  }

  /// The functions that are meant, by the exported instance that holds them, which is empty for the
  /// root.
  private static Map<String, FuncType> search(LinkedComponent<?> component, WaveCall call) {
    Map<String, FuncType> found = new LinkedHashMap<>();
    for (NamedExtern export : component.exports()) {
      switch (export.type()) {
        case ExternType.Func(var type)
            when call.interfaceName().isEmpty() && export.name().equals(call.function()) -> {
          return Map.of("", type);
        }
        case ExternType.Instance(var items)
            when items.exports().get(call.function()) instanceof ExternType.Func(var type)
                && isMeant(export.name(), call) ->
            found.put(export.name(), type);
        default -> {}
      }
    }
    return found;
  }

  /// An interface may be named in full, without its version, or by its last part.
  private static boolean isMeant(String exported, WaveCall call) {
    if (call.interfaceName().isEmpty()) {
      return true;
    }
    String wanted = call.interfaceName().get();
    String unversioned = exported.replaceFirst("@.*", "");
    return wanted.equals(exported)
        || wanted.equals(unversioned)
        || unversioned.endsWith("/" + wanted);
  }

  void run(ComponentInstance component, ByteSink out) {
    ComponentFunc func =
        instance == null ? component.func(function) : component.func(instance, function);
    Object result = Objects.requireNonNull(func).call(args);
    Printing.print(out, WaveWriter.results(type.result(), result) + "\n");
  }
}
