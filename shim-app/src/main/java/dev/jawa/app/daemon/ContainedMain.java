package dev.jawa.app.daemon;

import dev.jawa.app.oci.ContainedJvm;
import dev.jawa.app.task.ContainedGuest;
import dev.jawa.engine.EngineOptions;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// The program of a container with `isolation: container`: a JVM with one guest. It has no cache of
/// compiled code, as what a container writes must not be code for others.
public final class ContainedMain {

  private ContainedMain() {}

  public static void main(String[] arguments) {
    Map<String, String> settings = new TreeMap<>();
    for (String name : System.getProperties().stringPropertyNames()) {
      if (name.startsWith(ContainedJvm.SETTING)) {
        settings.put(name.substring(ContainedJvm.SETTING.length()), System.getProperty(name, ""));
      }
    }
    EngineGuests guests = new EngineGuests(EngineOptions.DEFAULT, 1);
    System.exit(ContainedGuest.run(guests, List.of(arguments), settings, System.getenv()));
  }
}
