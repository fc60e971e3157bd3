package dev.jawa.component.runtime;

import dev.jawa.component.ast.CanonOption.StringEncoding;
import org.jspecify.annotations.Nullable;

/// Who waits for a task. Each method is called at most once, by the callee's thread. Spec:
/// `CanonicalABI.md`, `OnStart` and `OnResolve`.
public interface TaskCaller {

  /// Has no arguments and wants no result.
  TaskCaller NOBODY =
      new TaskCaller() {
        @Override
        public @Nullable StringEncoding encoding() {
          return null;
        }

        @Override
        public Object[] start() {
          return new Object[0];
        }

        @Override
        public void returned(@Nullable Object result) {}

        @Override
        public void cancelled() {}
      };

  /// How strings lie in the caller's memory, `null` if it is the host.
  @Nullable StringEncoding encoding();

  /// The callee has been let in: its arguments, now.
  Object[] start();

  /// The result, `null` if the type has none.
  void returned(@Nullable Object result);

  /// The callee has confirmed that it ends without a result.
  void cancelled();
}
