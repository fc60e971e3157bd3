package dev.jawa.http.loop;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/// What Java 25 keeps for itself of virtual threads (ADR 0021), and opens by
/// `--add-opens=java.base/java.lang=ALL-UNNAMED` and
/// `--add-exports=java.base/jdk.internal.vm=ALL-UNNAMED`.
///
/// @param builder makes a builder of threads with a scheduler of their own
/// @param carriers the scheduler of all others
/// @param pin keeps the current virtual thread on what carries it
/// @param unpin lets it go
record ThreadInternals(
    MethodHandle builder, Executor carriers, MethodHandle pin, MethodHandle unpin) {

  private static final MethodType ACTION = MethodType.methodType(void.class);

  /// `null` where the JDK is another one, or not opened.
  static @Nullable ThreadInternals find() {
    try {
      Class<?> builder = Class.forName("java.lang.ThreadBuilders$VirtualThreadBuilder");
      Class<?> thread = Class.forName("java.lang.VirtualThread");
      Class<?> continuation = Class.forName("jdk.internal.vm.Continuation");
      MethodHandles.Lookup exported = MethodHandles.lookup();
      MethodHandles.Lookup opened = MethodHandles.privateLookupIn(thread, exported);
      MethodHandle make =
          opened.findConstructor(builder, MethodType.methodType(void.class, Executor.class));
      MethodHandle scheduler =
          opened.findStatic(thread, "defaultScheduler", MethodType.methodType(Executor.class));
      return new ThreadInternals(
          make.asType(MethodType.methodType(Thread.Builder.OfVirtual.class, Executor.class)),
          (Executor) scheduler.invokeExact(),
          exported.findStatic(continuation, "pin", ACTION),
          exported.findStatic(continuation, "unpin", ACTION));
    } catch (Throwable missing) {
      // The contract of method handles; whatever it is, there are ordinary threads.
      return null;
    }
  }

  /// A builder of threads whose turns go to this scheduler.
  Thread.Builder.OfVirtual carriedBy(Executor scheduler) {
    try {
      return (Thread.Builder.OfVirtual) builder.invokeExact(scheduler);
    } catch (Throwable cause) {
      throw new IllegalStateException("the JDK makes no virtual thread with a scheduler", cause);
    }
  }

  static void call(MethodHandle action) {
    try {
      action.invokeExact();
    } catch (Throwable cause) {
      throw new IllegalStateException("the JDK does not pin", cause);
    }
  }
}
