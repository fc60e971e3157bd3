package dev.jawa.engine.events;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/// An instance was closed, and what it held freed; the duration is how long it lived.
@Name("dev.jawa.InstanceClosed")
@Label("Instance Closed")
@Category("Jawa")
@Description("An instance was closed")
@StackTrace(false)
public final class InstanceClosed extends Event {}
