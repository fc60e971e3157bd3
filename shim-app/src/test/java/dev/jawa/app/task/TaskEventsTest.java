package dev.jawa.app.task;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Empty;
import dev.jawa.shim.api.events.ForwardRequest;
import dev.jawa.shim.api.events.TaskExit;
import dev.jawa.shim.api.events.TaskStart;
import dev.jawa.shim.api.types.Envelope;
import dev.jawa.shim.ttrpc.TtrpcClient;
import dev.jawa.shim.ttrpc.TtrpcOptions;
import dev.jawa.shim.ttrpc.TtrpcServer;
import dev.jawa.shim.ttrpc.TtrpcService;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class TaskEventsTest {

  private static final TaskEvents.Retry PATIENT =
      new TaskEvents.Retry(10, 1000, Duration.ofMillis(1));
  private static final TaskEvents.Retry IMPATIENT =
      new TaskEvents.Retry(1, 1, Duration.ofMillis(1));

  private final BlockingQueue<Envelope> received = new LinkedBlockingQueue<>();
  private final BlockingQueue<String> lost = new LinkedBlockingQueue<>();
  private Path socket;

  @BeforeEach
  void place(@TempDir Path folder) {
    socket = folder.resolve("ttrpc");
  }

  private TtrpcServer containerd() throws IOException {
    TtrpcService events =
        TtrpcService.builder("containerd.services.events.ttrpc.v1.Events")
            .unary(
                "Forward",
                ForwardRequest.parser(),
                request -> {
                  received.add(request.getEnvelope());
                  return Empty.getDefaultInstance();
                })
            .build();
    return TtrpcServer.listen(socket, List.of(events), TtrpcOptions.DEFAULT);
  }

  private TaskEvents events(TaskEvents.Retry retry) {
    return new TaskEvents("ns", new TtrpcClient(socket, TtrpcOptions.DEFAULT), retry, lost::add);
  }

  @Test
  void forwardsInOrder() throws Exception {
    try (TtrpcServer _ = containerd();
        TaskEvents events = events(PATIENT)) {
      TaskStart start = TaskStart.newBuilder().setContainerId("a").setPid(3).build();
      events.publish("/tasks/start", start);
      events.publish("/tasks/exit", TaskExit.newBuilder().setContainerId("a").build());

      Envelope first = received.poll(60, TimeUnit.SECONDS);
      assertThat(first.getNamespace()).isEqualTo("ns");
      assertThat(first.getTopic()).isEqualTo("/tasks/start");
      assertThat(first.getEvent().getTypeUrl()).isEqualTo("containerd.events.TaskStart");
      assertThat(TaskStart.parseFrom(first.getEvent().getValue())).isEqualTo(start);
      assertThat(first.getTimestamp().getSeconds()).isPositive();
      assertThat(received.poll(60, TimeUnit.SECONDS).getTopic()).isEqualTo("/tasks/exit");
    }
  }

  @Test
  void keepsEventsUntilContainerdIsBack() throws Exception {
    try (TaskEvents events = events(PATIENT)) {
      events.publish("/tasks/start", TaskStart.getDefaultInstance());
      events.publish("/tasks/exit", TaskExit.getDefaultInstance());
      try (TtrpcServer _ = containerd()) {
        assertThat(received.poll(60, TimeUnit.SECONDS).getTopic()).isEqualTo("/tasks/start");
        assertThat(received.poll(60, TimeUnit.SECONDS).getTopic()).isEqualTo("/tasks/exit");
      }
    }
    assertThat(lost).isEmpty();
  }

  @Test
  void saysWhatItGaveUp() throws Exception {
    try (TaskEvents events = events(IMPATIENT)) {
      events.publish("/tasks/start", TaskStart.getDefaultInstance());
      assertThat(lost.poll(60, TimeUnit.SECONDS)).startsWith("lost /tasks/start: cannot connect");
    }
  }

  @Test
  void sendsWhatWaitsWhenClosed() throws Exception {
    try (TtrpcServer _ = containerd()) {
      try (TaskEvents events = events(PATIENT)) {
        for (int i = 0; i < 5; i++) {
          events.publish("/tasks/exit", TaskExit.newBuilder().setPid(i).build());
        }
      }
      assertThat(received).hasSize(5);
    }
  }
}
