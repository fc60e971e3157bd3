package dev.jawa.engine.events;

import jdk.jfr.Category;
import jdk.jfr.DataAmount;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import org.jspecify.annotations.Nullable;

/// A core module was found compiled in the cache; the duration is what reading it took.
@Name("dev.jawa.ModuleCached")
@Label("Module Cached")
@Category("Jawa")
@Description("A core module was found compiled in the cache")
@StackTrace(false)
public final class ModuleCached extends Event {

  @Label("Engine")
  public @Nullable String engine;

  @Label("Size")
  @DataAmount
  public long bytes;
}
