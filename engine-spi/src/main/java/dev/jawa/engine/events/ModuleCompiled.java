package dev.jawa.engine.events;

import jdk.jfr.Category;
import jdk.jfr.DataAmount;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import org.jspecify.annotations.Nullable;

/// A core module was compiled; the duration is what it took.
@Name("dev.jawa.ModuleCompiled")
@Label("Module Compiled")
@Category("Jawa")
@Description("A core module was compiled")
@StackTrace(false)
public final class ModuleCompiled extends Event {

  @Label("Engine")
  public @Nullable String engine;

  @Label("Size")
  @DataAmount
  public long bytes;
}
