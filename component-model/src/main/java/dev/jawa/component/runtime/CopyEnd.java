package dev.jawa.component.runtime;

import dev.jawa.component.type.ValType;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// One end of a stream or future. Spec: `CanonicalABI.md`, `CopyEnd` and the classes made of it.
public final class CopyEnd extends Waitable {

  private final Kind kind;
  private final SharedChannel shared;
  private State state = State.IDLE;

  /// Which end of what.
  public enum Kind {
    READABLE_STREAM(SharedChannel.Kind.STREAM, Event.Code.STREAM_READ),
    WRITABLE_STREAM(SharedChannel.Kind.STREAM, Event.Code.STREAM_WRITE),
    READABLE_FUTURE(SharedChannel.Kind.FUTURE, Event.Code.FUTURE_READ),
    WRITABLE_FUTURE(SharedChannel.Kind.FUTURE, Event.Code.FUTURE_WRITE);

    private final SharedChannel.Kind of;
    private final Event.Code event;

    Kind(SharedChannel.Kind of, Event.Code event) {
      this.of = of;
      this.event = event;
    }

    /// What it is an end of.
    public SharedChannel.Kind of() {
      return of;
    }

    boolean isReadable() {
      return this == READABLE_STREAM || this == READABLE_FUTURE;
    }

    boolean isStream() {
      return of == SharedChannel.Kind.STREAM;
    }
  }

  private enum State {
    IDLE,
    COPYING,
    CANCELLING_COPY,
    DONE
  }

  public CopyEnd(Kind kind, SharedChannel shared) {
    this.kind = kind;
    this.shared = shared;
  }

  /// Traps unless this is the end that a built-in is for.
  public void check(int index, Kind expected, @Nullable ValType element) {
    if (kind != expected || !Objects.equals(shared.element(), element)) {
      throw AbiTraps.wrongHandleType(index, words(expected), describe());
    }
  }

  private static String words(Kind kind) {
    String end = kind.isReadable() ? "readable end of a " : "writable end of a ";
    return end + (kind.isStream() ? "stream" : "future");
  }

  // Copying

  /// Begins a read or write.
  public void checkIdle(CallMode mode) {
    switch (state) {
      case IDLE -> {}
      case COPYING, CANCELLING_COPY ->
          throw AbiTraps.trap("cannot have concurrent operations active on a future/stream");
      case DONE ->
          throw AbiTraps.trap(kind.isReadable() ? "cannot read from " + readDone() : writeDone());
    }
    if (mode == CallMode.SYNC) {
      checkSynchronousUse();
    }
  }

  private String readDone() {
    return kind.isStream()
        ? "stream after being notified that the writable end dropped"
        : "future after previous read succeeded";
  }

  private String writeDone() {
    return kind.isStream()
        ? "cannot write to stream after being notified that the readable end dropped"
        : "cannot write to future after previous write succeeded or readable end dropped";
  }

  /// `canon stream.read` and its neighbours, once all is checked.
  ///
  /// @param blocked what to answer if it goes on
  public int copy(
      InstanceState instance, int index, CopyBuffer buffer, CallMode mode, int blocked) {
    state = State.COPYING;
    SharedChannel.Copy copy =
        new SharedChannel.Copy(
            instance,
            buffer,
            giveBack ->
                setPendingEvent(() -> {
                  giveBack.run();
                  return event(index, buffer, CopyResult.COMPLETED);
                }),
            result -> setPendingEvent(() -> event(index, buffer, result)));
    if (kind.isReadable()) {
      shared.read(copy);
    } else {
      shared.write(copy);
    }
    return answer(instance, mode, blocked);
  }

  private int answer(InstanceState instance, CallMode mode, int blocked) {
    if (!hasPendingEvent()) {
      if (mode == CallMode.ASYNC) {
        return blocked;
      }
      waitForPendingEvent(instance.store().scheduler());
    }
    return takePendingEvent().payload();
  }

  private Event event(int index, CopyBuffer buffer, CopyResult result) {
    if (kind.isStream()) {
      // What was copied before a cancellation counts, and the guest learns that it did cancel.
      boolean cancelled = state == State.CANCELLING_COPY && result == CopyResult.COMPLETED;
      CopyResult told = cancelled ? CopyResult.CANCELLED : result;
      state = result == CopyResult.DROPPED ? State.DONE : State.IDLE;
      return new Event(kind.event, index, told.ordinal() | buffer.progress() << 4);
    }
    state = result == CopyResult.CANCELLED ? State.IDLE : State.DONE;
    return new Event(kind.event, index, result.ordinal());
  }

  /// `canon stream.cancel-read` and its neighbours.
  ///
  /// @param blocked what to answer if it goes on
  public int cancel(InstanceState instance, CallMode mode, int blocked) {
    if (state != State.COPYING || hasSyncWaiter()) {
      throw AbiTraps.trap(
          "cannot cancel a " + shared.noun() + " operation when none is in progress");
    }
    if (mode == CallMode.SYNC) {
      checkSynchronousUse();
    }
    state = State.CANCELLING_COPY;
    if (!hasPendingEvent()) {
      shared.cancel();
    }
    return answer(instance, mode, blocked);
  }

  // Leaving the table

  /// Traps unless the readable end may go elsewhere.
  public SharedChannel lift() {
    if (state == State.DONE) {
      throw AbiTraps.trap("cannot lift " + readDone());
    }
    if (state != State.IDLE) {
      throw AbiTraps.trap("cannot remove busy " + shared.noun());
    }
    if (inWaitableSet()) {
      throw AbiTraps.trap("cannot lift " + shared.noun() + " while it's in a waitable set");
    }
    return shared;
  }

  /// Traps unless the end may be dropped, then does it.
  void drop() {
    if (state == State.COPYING || state == State.CANCELLING_COPY) {
      throw AbiTraps.trap(
          (kind.isReadable() ? "cannot remove busy " : "cannot drop busy ") + shared.noun());
    }
    if (kind == Kind.WRITABLE_FUTURE && state != State.DONE) {
      throw AbiTraps.trap("cannot drop future write end without first writing a value");
    }
    shared.drop();
    dropped();
  }

  @Override
  public String describe() {
    return words(kind);
  }
}
