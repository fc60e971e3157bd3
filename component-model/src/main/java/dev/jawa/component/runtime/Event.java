package dev.jawa.component.runtime;

/// Something that a waitable has to tell. Spec: `CanonicalABI.md`, waitable state.
///
/// @param code what it is about
/// @param index the handle of the waitable, 0 if there is none
/// @param payload depends on the code
public record Event(Code code, int index, int payload) {

  /// Nothing has happened.
  public static final Event NONE = new Event(Code.NONE, 0, 0);

  /// The task is asked to end without a result.
  public static final Event TASK_CANCELLED = new Event(Code.TASK_CANCELLED, 0, 0);

  /// The ordinal is what guests see.
  public enum Code {
    NONE,
    SUBTASK,
    STREAM_READ,
    STREAM_WRITE,
    FUTURE_READ,
    FUTURE_WRITE,
    TASK_CANCELLED
  }
}
