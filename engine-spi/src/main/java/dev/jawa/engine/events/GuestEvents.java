package dev.jawa.engine.events;

import jdk.jfr.FlightRecorder;
import org.jspecify.annotations.Nullable;

/// Begins and ends the events of this package. Until somebody starts the Flight Recorder it answers
/// `null` and loads no class of an event: at the start of a JVM that takes tens of milliseconds, as
/// no start-up cache may have them.
public final class GuestEvents {

  private GuestEvents() {}

  private static boolean isRecorderThere() {
    return FlightRecorder.isInitialized();
  }

  /// A module begins to be compiled.
  public static @Nullable ModuleCompiled compiling() {
    if (!isRecorderThere()) {
      return null;
    }
    ModuleCompiled event = new ModuleCompiled();
    event.begin();
    return event;
  }

  /// @param bytes the size of the module
  public static void compiled(@Nullable ModuleCompiled event, String engine, long bytes) {
    if (event != null) {
      event.engine = engine;
      event.bytes = bytes;
      event.commit();
    }
  }

  /// A module is looked for in the cache.
  public static @Nullable ModuleCached seeking() {
    if (!isRecorderThere()) {
      return null;
    }
    ModuleCached event = new ModuleCached();
    event.begin();
    return event;
  }

  /// @param bytes the size of the module
  public static void found(@Nullable ModuleCached event, String engine, long bytes) {
    if (event != null) {
      event.engine = engine;
      event.bytes = bytes;
      event.commit();
    }
  }

  /// A guest begins to be instantiated.
  public static @Nullable InstanceCreated instantiating() {
    if (!isRecorderThere()) {
      return null;
    }
    InstanceCreated event = new InstanceCreated();
    event.begin();
    return event;
  }

  public static void instantiated(@Nullable InstanceCreated event, String engine) {
    if (event != null) {
      event.engine = engine;
      event.commit();
    }
  }

  /// An instance is there.
  public static @Nullable InstanceClosed living() {
    if (!isRecorderThere()) {
      return null;
    }
    InstanceClosed event = new InstanceClosed();
    event.begin();
    return event;
  }

  public static void closed(@Nullable InstanceClosed event) {
    if (event != null) {
      event.commit();
    }
  }

  /// A guest is asked; `null` also where nobody records such events.
  public static @Nullable RequestAnswered answering() {
    if (!isRecorderThere()) {
      return null;
    }
    RequestAnswered event = new RequestAnswered();
    return event.isEnabled() ? event : null;
  }

  public static void trapped(String kind, @Nullable String reason) {
    if (isRecorderThere()) {
      GuestTrapped event = new GuestTrapped();
      event.kind = kind;
      event.reason = reason;
      event.commit();
    }
  }
}
