package dev.jawa.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// What the JDK's Flight Recorder hears of guests.
@Timeout(180)
class FlightRecorderIT {

  @Test
  void recordsWhatHappensToGuests(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("guests.jfr");
    Map<String, String> environment =
        Map.of(
            "JAWA_JAVA_OPTS",
            "-XX:StartFlightRecording:filename=" + file + " -Xlog:jfr*=off -Xlog:disable",
            "JAWA_CACHE_DIR",
            folder.resolve("cache").toString());
    for (int i = 0; i < 2; i++) {
      try (Serving server =
          Serving.start(new Jawa(folder, "chicory"), environment, Jawa.HELLO_HTTP.toString())) {
        assertThat(server.get("/env?secret=1").statusCode()).isEqualTo(200);
        assertThat(server.get("/trap").statusCode()).isEqualTo(500);
        server.signal("TERM");
        assertThat(server.ended()).isEqualTo(143);
      }
      Map<String, List<RecordedEvent>> events = events(file);
      assertThat(events)
          .containsKeys("dev.jawa.InstanceCreated", "dev.jawa.InstanceClosed")
          .containsKey(i == 0 ? "dev.jawa.ModuleCompiled" : "dev.jawa.ModuleCached");
      assertThat(events.get("dev.jawa.RequestAnswered"))
          .extracting(event -> event.getString("path"), event -> event.getInt("status"))
          .contains(tuple("/env", 200));
      assertThat(events.get("dev.jawa.GuestTrapped"))
          .extracting(event -> event.getString("kind"))
          .contains("UNREACHABLE");
    }
  }

  private static Map<String, List<RecordedEvent>> events(Path file) throws Exception {
    return RecordingFile.readAllEvents(file).stream()
        .filter(event -> event.getEventType().getName().startsWith("dev.jawa."))
        .collect(Collectors.groupingBy(event -> event.getEventType().getName()));
  }
}
