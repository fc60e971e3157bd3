package dev.jawa.app.task;

import dev.jawa.app.guest.DiagnosticShell;
import dev.jawa.engine.StoreGroup;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/// What `jawa-shell` can tell about a task.
final class Diagnosis {

  private static final long MEBIBYTE = 1L << 20;

  private Diagnosis() {}

  static DiagnosticShell of(ContainerTask task) {
    Map<String, Supplier<String>> questions = new LinkedHashMap<>();
    questions.put("state", () -> state(task));
    questions.put("processes", () -> processes(task));
    questions.put("stacks", () -> stacks(task));
    questions.put("files", Diagnosis::files);
    questions.put("memory", Diagnosis::memory);
    questions.put("usage", () -> usage(task));
    return new DiagnosticShell(questions);
  }

  private static String state(ContainerTask task) {
    return """
    container %s
    program   %s
    runs as   %s
    process   %d
    status    %s
    network   %s
    """
        .formatted(
            task.id(),
            String.join(" ", task.container().spec().args()),
            task.container().kind().name().toLowerCase(java.util.Locale.ROOT),
            task.pid(),
            task.init().state().status(),
            task.container().hasOwnNetwork() ? "a namespace of its own" : "the machine's");
  }

  private static String processes(ContainerTask task) {
    return task.pids(CgroupStats.ofThisMachine()).entrySet().stream()
        .map(entry -> "%8d  %s".formatted(entry.getKey(), entry.getValue()))
        .collect(Collectors.joining("\n", "     PID  EXEC\n", "\n"));
  }

  // A guest's thread has the name of its file.
  private static String stacks(ContainerTask task) {
    String name = "guest " + GuestFile.of(task.container().spec()).path();
    String stacks =
        Thread.getAllStackTraces().entrySet().stream()
            .filter(entry -> entry.getKey().getName().equals(name))
            .map(entry -> stack(entry.getKey(), entry.getValue()))
            .collect(Collectors.joining("\n"));
    return stacks.isEmpty() ? "no thread runs " + name.substring(6) + " now" : stacks;
  }

  private static String stack(Thread thread, StackTraceElement[] frames) {
    return Arrays.stream(frames)
        .map(frame -> "    at " + frame)
        .collect(Collectors.joining("\n", thread.getName() + " " + thread.getState() + "\n", "\n"));
  }

  private static String usage(ContainerTask task) {
    GuestResources resources = task.container().resources();
    GuestUsage usage = resources.usage();
    long limit = resources.group().memoryLimit();
    return """
    guests of this container
    linear memory  %d KiB, at most %d KiB, limit %s
    refused growth %d times
    processor      %d ms, of it %d ms in the kernel
    threads        %d
    held           %s
    """
        .formatted(
            usage.memory() >> 10,
            usage.memoryPeak() >> 10,
            limit == StoreGroup.UNLIMITED ? "none" : (limit >> 10) + " KiB",
            usage.refusedGrowths(),
            usage.cpuNanos() / 1_000_000,
            (usage.cpuNanos() - usage.userNanos()) / 1_000_000,
            resources.threads().count(),
            resources.group().isHeld() ? "yes" : "no");
  }

  private static String files() {
    String[] open = new java.io.File("/proc/self/fd").list();
    return "%d open descriptors in the daemon, of all its containers"
        .formatted(open == null ? 0 : open.length);
  }

  private static String memory() {
    Runtime runtime = Runtime.getRuntime();
    return """
    heap of the daemon, with all its guests: %d MiB used, %d MiB taken, %d MiB at most
    up for %s
    """
        .formatted(
            (runtime.totalMemory() - runtime.freeMemory()) / MEBIBYTE,
            runtime.totalMemory() / MEBIBYTE,
            runtime.maxMemory() / MEBIBYTE,
            ProcessHandle.current()
                .info()
                .startInstant()
                .map(start -> Duration.between(start, java.time.Instant.now()).toString())
                .orElse("a while"));
  }
}
