package dev.jawa.engine.events;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import org.jspecify.annotations.Nullable;

/// A guest was ended by a trap, and somebody was told.
@Name("dev.jawa.GuestTrapped")
@Label("Guest Trapped")
@Category("Jawa")
@Description("A guest was ended by a trap")
@StackTrace(false)
public final class GuestTrapped extends Event {

  @Label("Kind")
  public @Nullable String kind;

  @Label("Reason")
  public @Nullable String reason;
}
