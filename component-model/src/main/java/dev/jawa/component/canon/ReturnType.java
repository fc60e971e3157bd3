package dev.jawa.component.canon;

import dev.jawa.component.ast.CanonOption.StringEncoding;
import dev.jawa.component.type.FuncType;
import dev.jawa.component.type.ValType;
import dev.jawa.engine.CoreMemory;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// What `task.return` and the function it ends have to agree about. Spec: `CanonicalABI.md`, `canon
/// task.return`.
record ReturnType(@Nullable ValType result, StringEncoding encoding, @Nullable CoreMemory memory) {

  /// Of a lifted function.
  static ReturnType of(FuncType type, CanonicalOptions options) {
    return new ReturnType(type.result(), options.encoding(), options.memory());
  }

  /// Whether the built-in, which may lack a memory where its result needs none, ends such a
  /// function.
  boolean fits(ReturnType lifted) {
    return Objects.equals(result, lifted.result)
        && encoding == lifted.encoding
        && (memory == null || memory.equals(lifted.memory));
  }

  /// Of the built-in.
  static ReturnType of(Signature returning, CanonicalOptions options) {
    var params = returning.type().params();
    return new ReturnType(
        params.isEmpty() ? null : params.getFirst().type(), options.encoding(), options.memory());
  }
}
