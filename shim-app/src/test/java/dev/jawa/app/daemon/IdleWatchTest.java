package dev.jawa.app.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class IdleWatchTest {

  @TempDir private Path folder;
  private StateFolder state;
  private Path lease;

  @BeforeEach
  void prepare() throws IOException {
    state = new StateFolder(folder);
    state.prepare();
    state.announce();
    lease = Files.createFile(folder.resolve("leases/t"));
  }

  private CompletableFuture<Void> watch(BooleanSupplier isEmpty) {
    IdleWatch.Work work =
        new IdleWatch.Work() {
          @Override
          public void forgetRemoved() {}

          @Override
          public boolean isEmpty() {
            return isEmpty.getAsBoolean();
          }
        };
    CompletableFuture<Void> ended = new CompletableFuture<>();
    Thread.ofVirtual()
        .start(() -> {
          try {
            new IdleWatch(work, state, Duration.ZERO, () -> {}).await();
            ended.complete(null);
          } catch (IOException | InterruptedException | RuntimeException e) {
            ended.completeExceptionally(e);
          }
        });
    return ended;
  }

  /// It looks ten times a second.
  private static void assertGoesOn(CompletableFuture<Void> ended) {
    assertThatThrownBy(() -> ended.get(500, TimeUnit.MILLISECONDS))
        .isInstanceOf(TimeoutException.class);
  }

  @Test
  void waitsForATaskThatIsPromised() throws Exception {
    Path other = Files.createFile(folder.resolve("leases/u"));
    CompletableFuture<Void> ended = watch(() -> true);
    assertGoesOn(ended);
    assertThat(folder.resolve("pid")).exists();
    Files.delete(lease);
    assertGoesOn(ended);
    Files.delete(other);
    ended.get(60, TimeUnit.SECONDS);
    assertThat(folder.resolve("pid")).doesNotExist();
  }

  @Test
  void doesNotWaitForEverForOneThatNeverComes() throws Exception {
    CompletableFuture<Void> ended = watch(() -> true);
    assertGoesOn(ended);
    Instant before = Instant.now().minus(IdleWatch.LEASE);
    Files.setLastModifiedTime(lease, FileTime.from(before));
    ended.get(60, TimeUnit.SECONDS);
    assertThat(lease).doesNotExist();
  }

  /// A task that comes between two looks is there before its lease is gone.
  @Test
  void missesNoTaskThatComesWhileItDecides() {
    assertGoesOn(
        watch(() -> {
          boolean decides = !Files.exists(folder.resolve("pid"));
          if (decides) {
            redeem();
          }
          return Files.exists(lease) || decides;
        }));
  }

  private void redeem() {
    try {
      Files.deleteIfExists(lease);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
