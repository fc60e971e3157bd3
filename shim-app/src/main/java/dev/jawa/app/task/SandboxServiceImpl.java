package dev.jawa.app.task;

import dev.jawa.app.task.Sandboxes.Sandbox;
import dev.jawa.shim.api.sandbox.CreateSandboxRequest;
import dev.jawa.shim.api.sandbox.CreateSandboxResponse;
import dev.jawa.shim.api.sandbox.Metric;
import dev.jawa.shim.api.sandbox.PingRequest;
import dev.jawa.shim.api.sandbox.PingResponse;
import dev.jawa.shim.api.sandbox.Platform;
import dev.jawa.shim.api.sandbox.PlatformRequest;
import dev.jawa.shim.api.sandbox.PlatformResponse;
import dev.jawa.shim.api.sandbox.SandboxMetricsRequest;
import dev.jawa.shim.api.sandbox.SandboxMetricsResponse;
import dev.jawa.shim.api.sandbox.SandboxStatusRequest;
import dev.jawa.shim.api.sandbox.SandboxStatusResponse;
import dev.jawa.shim.api.sandbox.ShutdownSandboxRequest;
import dev.jawa.shim.api.sandbox.ShutdownSandboxResponse;
import dev.jawa.shim.api.sandbox.StartSandboxRequest;
import dev.jawa.shim.api.sandbox.StartSandboxResponse;
import dev.jawa.shim.api.sandbox.StopSandboxRequest;
import dev.jawa.shim.api.sandbox.StopSandboxResponse;
import dev.jawa.shim.api.sandbox.WaitSandboxRequest;
import dev.jawa.shim.api.sandbox.WaitSandboxResponse;
import dev.jawa.shim.ttrpc.TtrpcService;
import java.time.Instant;

/// The sandbox service of a shim, for containerd 2 where a runtime has `sandboxer = "shim"`: the
/// pods are the shim's then, and no image of a pause container runs.
public final class SandboxServiceImpl {

  private static final String READY = "SANDBOX_READY";
  private static final String NOT_READY = "SANDBOX_NOTREADY";

  private final Sandboxes sandboxes;

  /// @param host of the same tasks
  public SandboxServiceImpl(Tasks tasks, ContainerHost host) {
    this.sandboxes = new Sandboxes(tasks, host);
  }

  public TtrpcService service() {
    return TtrpcService.builder("containerd.runtime.sandbox.v1.Sandbox")
        .unary("CreateSandbox", CreateSandboxRequest.parser(), Refusals.told(this::create))
        .unary("StartSandbox", StartSandboxRequest.parser(), Refusals.told(this::start))
        .unary("Platform", PlatformRequest.parser(), this::platform)
        .unary("StopSandbox", StopSandboxRequest.parser(), Refusals.told(this::stop))
        .waiting("WaitSandbox", WaitSandboxRequest.parser(), this::await)
        .unary("SandboxStatus", SandboxStatusRequest.parser(), this::status)
        .unary("PingSandbox", PingRequest.parser(), this::ping)
        .unary("ShutdownSandbox", ShutdownSandboxRequest.parser(), Refusals.told(this::shutdown))
        .unary("SandboxMetrics", SandboxMetricsRequest.parser(), this::metrics)
        .build();
  }

  private CreateSandboxResponse create(CreateSandboxRequest request) {
    sandboxes.create(request);
    return CreateSandboxResponse.getDefaultInstance();
  }

  private StartSandboxResponse start(StartSandboxRequest request) {
    Sandbox sandbox = sandboxes.get(request.getSandboxId());
    sandbox.task().init().start();
    return StartSandboxResponse.newBuilder()
        .setPid(sandbox.task().pid())
        .setCreatedAt(TaskEvents.timestamp(sandbox.createdAt()))
        .build();
  }

  /// The machine's: what is not WebAssembly in a pod is its programs.
  private PlatformResponse platform(PlatformRequest request) {
    var _ = sandboxes.get(request.getSandboxId());
    String architecture = System.getProperty("os.arch").equals("aarch64") ? "arm64" : "amd64";
    return PlatformResponse.newBuilder()
        .setPlatform(Platform.newBuilder().setOs("linux").setArchitecture(architecture))
        .build();
  }

  private StopSandboxResponse stop(StopSandboxRequest request) throws InterruptedException {
    sandboxes.stop(sandboxes.get(request.getSandboxId()));
    return StopSandboxResponse.getDefaultInstance();
  }

  private WaitSandboxResponse await(WaitSandboxRequest request) throws InterruptedException {
    ExitStatus exit = sandboxes.get(request.getSandboxId()).task().init().await();
    return WaitSandboxResponse.newBuilder()
        .setExitStatus(exit.code())
        .setExitedAt(TaskEvents.timestamp(exit.at()))
        .build();
  }

  private SandboxStatusResponse status(SandboxStatusRequest request) {
    Sandbox sandbox = sandboxes.get(request.getSandboxId());
    SandboxStatusResponse.Builder status =
        SandboxStatusResponse.newBuilder()
            .setSandboxId(request.getSandboxId())
            .setPid(sandbox.task().pid())
            .setCreatedAt(TaskEvents.timestamp(sandbox.createdAt()))
            .setState(NOT_READY);
    switch (sandbox.task().init().state()) {
      case TaskState.Running _, TaskState.Paused _ -> status.setState(READY);
      case TaskState.Stopped(ExitStatus exit) ->
          status.setExitedAt(TaskEvents.timestamp(exit.at()));
      case TaskState.Deleting(ExitStatus exit) ->
          status.setExitedAt(TaskEvents.timestamp(exit.at()));
      case TaskState.Created _, TaskState.Starting _ -> {}
    }
    return status.build();
  }

  private PingResponse ping(PingRequest request) {
    var _ = sandboxes.get(request.getSandboxId());
    return PingResponse.getDefaultInstance();
  }

  private ShutdownSandboxResponse shutdown(ShutdownSandboxRequest request)
      throws InterruptedException {
    sandboxes.shutdown(request.getSandboxId());
    return ShutdownSandboxResponse.getDefaultInstance();
  }

  private SandboxMetricsResponse metrics(SandboxMetricsRequest request) {
    Sandbox sandbox = sandboxes.get(request.getSandboxId());
    return SandboxMetricsResponse.newBuilder()
        .setMetrics(
            Metric.newBuilder()
                .setTimestamp(TaskEvents.timestamp(Instant.now()))
                .setId(request.getSandboxId())
                .setData(sandboxes.metrics(sandbox)))
        .build();
  }
}
