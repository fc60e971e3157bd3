package dev.jawa.engine.events;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import org.jspecify.annotations.Nullable;

/// A guest was instantiated; the duration is what it took.
@Name("dev.jawa.InstanceCreated")
@Label("Instance Created")
@Category("Jawa")
@Description("A guest was instantiated")
@StackTrace(false)
public final class InstanceCreated extends Event {

  @Label("Engine")
  public @Nullable String engine;
}
