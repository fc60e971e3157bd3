package dev.jawa.app.task;

import com.google.protobuf.Empty;
import dev.jawa.app.guest.GuestException;
import dev.jawa.app.oci.OciException;
import dev.jawa.shim.api.task.CloseIORequest;
import dev.jawa.shim.api.task.ConnectRequest;
import dev.jawa.shim.api.task.ConnectResponse;
import dev.jawa.shim.api.task.CreateTaskRequest;
import dev.jawa.shim.api.task.CreateTaskResponse;
import dev.jawa.shim.api.task.DeleteRequest;
import dev.jawa.shim.api.task.DeleteResponse;
import dev.jawa.shim.api.task.KillRequest;
import dev.jawa.shim.api.task.PidsRequest;
import dev.jawa.shim.api.task.PidsResponse;
import dev.jawa.shim.api.task.ShutdownRequest;
import dev.jawa.shim.api.task.StartRequest;
import dev.jawa.shim.api.task.StartResponse;
import dev.jawa.shim.api.task.StateRequest;
import dev.jawa.shim.api.task.StateResponse;
import dev.jawa.shim.api.task.StatsRequest;
import dev.jawa.shim.api.task.StatsResponse;
import dev.jawa.shim.api.task.WaitRequest;
import dev.jawa.shim.api.task.WaitResponse;
import dev.jawa.shim.api.types.ProcessInfo;
import dev.jawa.shim.ttrpc.TtrpcException;
import dev.jawa.shim.ttrpc.TtrpcException.Code;
import dev.jawa.shim.ttrpc.TtrpcService;
import java.util.List;
import java.util.stream.Stream;

/// The task service of a shim. What a guest of WebAssembly has not (Pause, Resume, Checkpoint,
/// Exec, ResizePty, Update) is not implemented, and so answered.
public final class TaskServiceImpl {

  private final Tasks tasks;

  public TaskServiceImpl(Tasks tasks) {
    this.tasks = tasks;
  }

  /// The service under the names of both versions: their messages are the same.
  public List<TtrpcService> services() {
    return Stream.of("containerd.task.v2.Task", "containerd.task.v3.Task")
        .map(this::service)
        .toList();
  }

  private TtrpcService service(String name) {
    return TtrpcService.builder(name)
        .unary("Create", CreateTaskRequest.parser(), told(this::create))
        .unary("Start", StartRequest.parser(), told(this::start))
        .unary("State", StateRequest.parser(), this::state)
        .unary("Connect", ConnectRequest.parser(), this::connect)
        .waiting("Wait", WaitRequest.parser(), this::await)
        .unary("Kill", KillRequest.parser(), told(this::kill))
        .unary("Delete", DeleteRequest.parser(), told(this::delete))
        .unary("Pids", PidsRequest.parser(), this::pids)
        .unary("Stats", StatsRequest.parser(), this::stats)
        .unary("CloseIO", CloseIORequest.parser(), this::closeIo)
        .unary("Shutdown", ShutdownRequest.parser(), this::shutdown)
        .build();
  }

  /// What a user can do something about is told by its message, not as a failure of the shim.
  private static <Q, R> TtrpcService.Handler<Q, R> told(TtrpcService.Handler<Q, R> handler) {
    return request -> {
      try {
        return handler.handle(request);
      } catch (GuestException e) {
        throw new TtrpcException(Code.INVALID_ARGUMENT, String.valueOf(e.getMessage()), e);
      } catch (OciException e) {
        throw new TtrpcException(Code.UNKNOWN, String.valueOf(e.getMessage()), e);
      }
    };
  }

  private CreateTaskResponse create(CreateTaskRequest request) {
    if (!request.getCheckpoint().isEmpty()) {
      throw new TtrpcException(Code.UNIMPLEMENTED, "checkpoints");
    }
    return CreateTaskResponse.newBuilder().setPid(tasks.create(request).pid()).build();
  }

  private StartResponse start(StartRequest request) {
    ContainerTask task = find(request.getId(), request.getExecId());
    task.start();
    return StartResponse.newBuilder().setPid(task.pid()).build();
  }

  private StateResponse state(StateRequest request) {
    ContainerTask task = find(request.getId(), request.getExecId());
    CreateTaskRequest created = task.request();
    TaskState state = task.state();
    StateResponse.Builder response =
        StateResponse.newBuilder()
            .setId(created.getId())
            .setBundle(created.getBundle())
            .setPid(task.pid())
            .setStatus(state.status())
            .setStdin(created.getStdin())
            .setStdout(created.getStdout())
            .setStderr(created.getStderr())
            .setTerminal(created.getTerminal());
    switch (state) {
      case TaskState.Stopped(ExitStatus exit) -> addExit(response, exit);
      case TaskState.Deleting(ExitStatus exit) -> addExit(response, exit);
      case TaskState.Created _, TaskState.Starting _, TaskState.Running _ -> {}
    }
    return response.build();
  }

  private static void addExit(StateResponse.Builder response, ExitStatus exit) {
    response.setExitStatus(exit.code()).setExitedAt(TaskEvents.timestamp(exit.at()));
  }

  private ConnectResponse connect(ConnectRequest request) {
    return ConnectResponse.newBuilder()
        .setShimPid((int) ProcessHandle.current().pid())
        .setTaskPid(tasks.get(request.getId()).pid())
        .build();
  }

  private WaitResponse await(WaitRequest request) throws InterruptedException {
    ExitStatus exit = find(request.getId(), request.getExecId()).await();
    return WaitResponse.newBuilder()
        .setExitStatus(exit.code())
        .setExitedAt(TaskEvents.timestamp(exit.at()))
        .build();
  }

  private Empty kill(KillRequest request) {
    find(request.getId(), request.getExecId()).kill(request.getSignal());
    return Empty.getDefaultInstance();
  }

  private DeleteResponse delete(DeleteRequest request) throws InterruptedException {
    ContainerTask task = find(request.getId(), request.getExecId());
    ExitStatus exit = tasks.delete(task);
    return DeleteResponse.newBuilder()
        .setPid(task.pid())
        .setExitStatus(exit.code())
        .setExitedAt(TaskEvents.timestamp(exit.at()))
        .build();
  }

  private PidsResponse pids(PidsRequest request) {
    int pid = tasks.get(request.getId()).pid();
    return PidsResponse.newBuilder().addProcesses(ProcessInfo.newBuilder().setPid(pid)).build();
  }

  private StatsResponse stats(StatsRequest request) {
    return StatsResponse.newBuilder()
        .setStats(CgroupStats.ofThisMachine().of(tasks.get(request.getId()).pid()))
        .build();
  }

  private Empty closeIo(CloseIORequest request) {
    ContainerTask task = find(request.getId(), request.getExecId());
    if (request.getStdin()) {
      task.closeStdin();
    }
    return Empty.getDefaultInstance();
  }

  /// Sent after every task. The daemon serves others too, and ends by itself when it has had
  /// nothing to do for a while.
  private Empty shutdown(ShutdownRequest request) {
    return Empty.getDefaultInstance();
  }

  private ContainerTask find(String id, String execId) {
    ContainerTask task = tasks.get(id);
    if (!execId.isEmpty()) {
      throw new TtrpcException(Code.NOT_FOUND, "process " + execId + " not found in task " + id);
    }
    return task;
  }
}
