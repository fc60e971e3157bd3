package dev.jawa.app.task;

import dev.jawa.app.guest.GuestProcess;
import dev.jawa.shim.api.types.Status;

/// Where a task is in its life. The transitions are the methods; what has none is no transition.
sealed interface TaskState {

  /// As containerd names it.
  Status status();

  /// The container is there, the guest is loaded.
  record Created() implements TaskState {

    Starting start() {
      return new Starting();
    }

    Stopped killed(ExitStatus exit) {
      return new Stopped(exit);
    }

    @Override
    public Status status() {
      return Status.CREATED;
    }
  }

  /// The guest is about to run: it can no longer be started, and not be signalled yet.
  record Starting() implements TaskState {

    Running started(GuestProcess guest) {
      return new Running(guest);
    }

    Stopped failed(ExitStatus exit) {
      return new Stopped(exit);
    }

    @Override
    public Status status() {
      return Status.CREATED;
    }
  }

  /// The guest runs.
  record Running(GuestProcess guest) implements TaskState {

    Paused pause() {
      return new Paused(guest);
    }

    Stopped exited(ExitStatus exit) {
      return new Stopped(exit);
    }

    @Override
    public Status status() {
      return Status.RUNNING;
    }
  }

  /// The guest stands still.
  record Paused(GuestProcess guest) implements TaskState {

    Running resume() {
      return new Running(guest);
    }

    Stopped exited(ExitStatus exit) {
      return new Stopped(exit);
    }

    @Override
    public Status status() {
      return Status.PAUSED;
    }
  }

  /// The guest has ended.
  record Stopped(ExitStatus exit) implements TaskState {

    Deleting delete() {
      return new Deleting(exit);
    }

    @Override
    public Status status() {
      return Status.STOPPED;
    }
  }

  /// Everything is being taken away; the end of the line, or `Stopped` again if that fails.
  record Deleting(ExitStatus exit) implements TaskState {

    @Override
    public Status status() {
      return Status.STOPPED;
    }
  }
}
