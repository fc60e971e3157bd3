package dev.jawa.app.task;

import com.google.protobuf.Any;
import com.google.protobuf.Empty;
import com.google.protobuf.Message;
import com.google.protobuf.Timestamp;
import dev.jawa.shim.api.events.ForwardRequest;
import dev.jawa.shim.api.types.Envelope;
import dev.jawa.shim.ttrpc.TtrpcClient;
import dev.jawa.shim.ttrpc.TtrpcException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;

/// Tells containerd what happens to tasks, in the order in which it was published here. Publishing
/// never waits: while containerd is away the events are kept, up to a limit.
public final class TaskEvents implements AutoCloseable {

  private static final String SERVICE = "containerd.services.events.ttrpc.v1.Events";
  private static final Duration CALL_TIMEOUT = Duration.ofSeconds(5);

  /// How hard it tries.
  ///
  /// @param queue how many events are kept
  /// @param attempts for each event
  /// @param pause before the second attempt; it grows by itself each time
  public record Retry(int queue, int attempts, Duration pause) {

    /// 2048 events, given up after some 15 s.
    public static final Retry DEFAULT = new Retry(2048, 6, Duration.ofSeconds(1));
  }

  private final String namespace;
  private final TtrpcClient client;
  private final Retry retry;
  private final Consumer<String> lost;
  private final BlockingQueue<Envelope> queue;
  private final Thread sender;
  private volatile boolean closing;

  /// @param client to containerd's ttrpc socket; closed with this
  /// @param lost gets a line for each event that was given up
  public TaskEvents(String namespace, TtrpcClient client, Retry retry, Consumer<String> lost) {
    this.namespace = namespace;
    this.client = client;
    this.retry = retry;
    this.lost = lost;
    this.queue = new LinkedBlockingQueue<>(retry.queue());
    this.sender = Thread.ofVirtual().name("task-events").start(this::send);
  }

  /// Queues an event.
  ///
  /// @param topic as in `/tasks/start`
  public void publish(String topic, Message event) {
    Envelope envelope =
        Envelope.newBuilder()
            .setTimestamp(timestamp(Instant.now()))
            .setNamespace(namespace)
            .setTopic(topic)
            .setEvent(
                Any.newBuilder()
                    .setTypeUrl(event.getDescriptorForType().getFullName())
                    .setValue(event.toByteString()))
            .build();
    if (!queue.offer(envelope)) {
      lost.accept("too many events wait for containerd, lost " + topic);
    }
  }

  static Timestamp timestamp(Instant at) {
    return Timestamp.newBuilder().setSeconds(at.getEpochSecond()).setNanos(at.getNano()).build();
  }

  private void send() {
    try {
      while (true) {
        forward(queue.take());
      }
    } catch (InterruptedException _) {
      // Closed.
    }
  }

  private void forward(Envelope envelope) throws InterruptedException {
    ForwardRequest request = ForwardRequest.newBuilder().setEnvelope(envelope).build();
    for (int attempt = 1; ; attempt++) {
      try {
        Empty _ = client.call(SERVICE, "Forward", request, Empty.parser(), CALL_TIMEOUT);
        return;
      } catch (TtrpcException e) {
        if (attempt == retry.attempts() || closing) {
          lost.accept("lost " + envelope.getTopic() + ": " + e.getMessage());
          return;
        }
        Thread.sleep(retry.pause().multipliedBy(attempt));
      }
    }
  }

  /// Sends what waits, for at most some seconds.
  @Override
  public void close() throws InterruptedException {
    closing = true;
    long end = System.nanoTime() + CALL_TIMEOUT.toNanos();
    Thread ender = Thread.ofVirtual().unstarted(sender::interrupt);
    while (!queue.isEmpty() && System.nanoTime() < end) {
      sender.join(Duration.ofMillis(10));
    }
    ender.start();
    sender.join(CALL_TIMEOUT);
    client.close();
  }
}
