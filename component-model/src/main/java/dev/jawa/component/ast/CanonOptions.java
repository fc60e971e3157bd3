package dev.jawa.component.ast;

import java.util.List;
import java.util.OptionalInt;

/// The options of a canonical definition as the binary lists them. In a validated component none is
/// there twice.
public record CanonOptions(List<CanonOption> options) {

  public CanonOptions {
    options = List.copyOf(options);
  }

  /// UTF-8 unless stated.
  public CanonOption.StringEncoding stringEncoding() {
    for (CanonOption option : options) {
      if (option instanceof CanonOption.StringEncoding encoding) {
        return encoding;
      }
    }
    return CanonOption.StringEncoding.UTF8;
  }

  /// A core memory index.
  public OptionalInt memory() {
    for (CanonOption option : options) {
      if (option instanceof CanonOption.Memory(int memory)) {
        return OptionalInt.of(memory);
      }
    }
    return OptionalInt.empty();
  }

  /// A core function index.
  public OptionalInt realloc() {
    for (CanonOption option : options) {
      if (option instanceof CanonOption.Realloc(int func)) {
        return OptionalInt.of(func);
      }
    }
    return OptionalInt.empty();
  }

  /// A core function index.
  public OptionalInt postReturn() {
    for (CanonOption option : options) {
      if (option instanceof CanonOption.PostReturn(int func)) {
        return OptionalInt.of(func);
      }
    }
    return OptionalInt.empty();
  }

  /// A core function index.
  public OptionalInt callback() {
    for (CanonOption option : options) {
      if (option instanceof CanonOption.Callback(int func)) {
        return OptionalInt.of(func);
      }
    }
    return OptionalInt.empty();
  }

  public boolean async() {
    return options.stream().anyMatch(CanonOption.Async.class::isInstance);
  }

  /// A core type index.
  public OptionalInt coreType() {
    for (CanonOption option : options) {
      if (option instanceof CanonOption.CoreType(int type)) {
        return OptionalInt.of(type);
      }
    }
    return OptionalInt.empty();
  }

  public boolean gc() {
    return options.stream().anyMatch(CanonOption.Gc.class::isInstance);
  }
}
