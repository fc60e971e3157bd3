package dev.jawa.http.loop;

import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/// Starts the threads of one handler's requests, where this JVM has what that needs; elsewhere they
/// run on ordinary virtual threads.
public final class RequestThreads {

  private final ThreadInternals internals;
  private final Pace pace = new Pace();
  private final LoopWatch watch = new LoopWatch();

  private RequestThreads(ThreadInternals internals) {
    this.internals = internals;
  }

  /// Those of a new handler, or `null` if this JVM does not allow it.
  public static @Nullable RequestThreads find() {
    ThreadInternals internals = ThreadInternals.find();
    return internals == null ? null : new RequestThreads(internals);
  }

  /// Starts the thread of a request.
  ///
  /// @param loop the event loop of its connection
  public void start(Executor loop, Runnable body) {
    RequestThread thread = new RequestThread(this, loop, watch.slot(loop));
    internals.carriedBy(thread).unstarted(() -> thread.live(body)).start();
  }

  /// No more requests come; ends what looks after them.
  public void close() {
    watch.close();
  }

  Pace pace() {
    return pace;
  }

  LoopWatch watch() {
    return watch;
  }

  Executor carriers() {
    return internals.carriers();
  }

  void pin() {
    ThreadInternals.call(internals.pin());
  }

  void unpin() {
    ThreadInternals.call(internals.unpin());
  }
}
