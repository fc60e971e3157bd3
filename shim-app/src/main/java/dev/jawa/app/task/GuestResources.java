package dev.jawa.app.task;

import dev.jawa.app.oci.LinuxResources;
import dev.jawa.engine.StoreGroup;
import dev.jawa.engine.StoreGroup.Hold;
import dev.jawa.http.IdleBudget;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// What the guests of one container take of the machine, and how much they may: the kernel sees
/// their threads in the daemon and not in the container's cgroup.
final class GuestResources implements AutoCloseable {

  /// Of a cgroup that nobody has given another.
  private static final long PERIOD_MICROS = 100_000;

  private final StoreGroup group = new StoreGroup(StoreGroup.UNLIMITED);
  private final ContainerThreads threads;
  private final CpuQuotas quotas;
  private final FairTurns turns;
  private final IdleBudget idle;
  private @Nullable Long quotaMicros;
  private long periodMicros = PERIOD_MICROS;

  /// @param container its id
  /// @param idle what its idle instances share with those of other containers
  GuestResources(
      String container, LinuxResources limits, CpuQuotas quotas, FairTurns turns, IdleBudget idle) {
    this.idle = idle;
    this.threads = new ContainerThreads(container);
    this.quotas = quotas;
    this.turns = turns;
    turns.add(threads);
    apply(limits);
  }

  StoreGroup group() {
    return group;
  }

  ContainerThreads threads() {
    return threads;
  }

  IdleBudget idle() {
    return idle;
  }

  /// Changes the limits that are said.
  void apply(LinuxResources limits) {
    if (limits.memoryLimit() != null) {
      group.memoryLimit(limits.memoryLimit() > 0 ? limits.memoryLimit() : StoreGroup.UNLIMITED);
    }
    if (limits.cpuShares() != null && limits.cpuShares() > 0) {
      threads.shares(limits.cpuShares());
    }
    if (limits.pidsLimit() != null) {
      threads.most(limits.pidsLimit() > 0 ? limits.pidsLimit() : TaskLimit.NONE);
    }
    if (limits.cpuQuota() != null) {
      quotaMicros = limits.cpuQuota();
    }
    if (limits.cpuPeriod() != null && limits.cpuPeriod() > 0) {
      periodMicros = limits.cpuPeriod();
    }
    if (quotaMicros != null && quotaMicros > 0) {
      quotas.limit(
          group,
          threads,
          TimeUnit.MICROSECONDS.toNanos(quotaMicros),
          TimeUnit.MICROSECONDS.toNanos(periodMicros));
    } else {
      quotas.unlimit(group);
    }
  }

  void pause() {
    group.hold(Hold.PAUSE);
  }

  void resume() {
    group.release(Hold.PAUSE);
  }

  /// What the guests have taken so far.
  GuestUsage usage() {
    ContainerThreads.CpuTime cpu = threads.used();
    return new GuestUsage(
        cpu.nanos(), cpu.userNanos(), group.memory(), group.memoryPeak(), group.refusedGrowths());
  }

  @Override
  public void close() {
    quotas.unlimit(group);
    turns.remove(threads);
    threads.close();
  }
}
