package dev.jawa.engine.events;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import org.jspecify.annotations.Nullable;

/// An HTTP guest was asked; the duration is from when it was until its call returned.
@Name("dev.jawa.RequestAnswered")
@Label("Request Answered")
@Category("Jawa")
@Description("An HTTP guest answered a request")
@StackTrace(false)
public final class RequestAnswered extends Event {

  @Label("Guest")
  public @Nullable String guest;

  @Label("Method")
  public @Nullable String method;

  @Label("Path")
  public @Nullable String path;

  @Label("Status")
  public int status;
}
