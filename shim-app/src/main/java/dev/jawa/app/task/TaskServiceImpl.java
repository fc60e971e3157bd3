package dev.jawa.app.task;

import com.google.protobuf.Any;
import com.google.protobuf.Empty;
import dev.jawa.app.oci.StdioRequest;
import dev.jawa.shim.api.task.CheckpointTaskRequest;
import dev.jawa.shim.api.task.CloseIORequest;
import dev.jawa.shim.api.task.ConnectRequest;
import dev.jawa.shim.api.task.ConnectResponse;
import dev.jawa.shim.api.task.CreateTaskRequest;
import dev.jawa.shim.api.task.CreateTaskResponse;
import dev.jawa.shim.api.task.DeleteRequest;
import dev.jawa.shim.api.task.DeleteResponse;
import dev.jawa.shim.api.task.ExecProcessRequest;
import dev.jawa.shim.api.task.KillRequest;
import dev.jawa.shim.api.task.PauseRequest;
import dev.jawa.shim.api.task.PidsRequest;
import dev.jawa.shim.api.task.PidsResponse;
import dev.jawa.shim.api.task.ResizePtyRequest;
import dev.jawa.shim.api.task.ResumeRequest;
import dev.jawa.shim.api.task.ShutdownRequest;
import dev.jawa.shim.api.task.StartRequest;
import dev.jawa.shim.api.task.StartResponse;
import dev.jawa.shim.api.task.StateRequest;
import dev.jawa.shim.api.task.StateResponse;
import dev.jawa.shim.api.task.StatsRequest;
import dev.jawa.shim.api.task.StatsResponse;
import dev.jawa.shim.api.task.UpdateTaskRequest;
import dev.jawa.shim.api.task.WaitRequest;
import dev.jawa.shim.api.task.WaitResponse;
import dev.jawa.shim.api.types.ProcessDetails;
import dev.jawa.shim.api.types.ProcessInfo;
import dev.jawa.shim.ttrpc.TtrpcException;
import dev.jawa.shim.ttrpc.TtrpcException.Code;
import dev.jawa.shim.ttrpc.TtrpcService;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// The task service of a shim. Only a checkpoint cannot be made of a task.
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
        .unary("Create", CreateTaskRequest.parser(), this::create)
        .unary("Start", StartRequest.parser(), Refusals.told(this::start))
        .unary("State", StateRequest.parser(), this::state)
        .unary("Connect", ConnectRequest.parser(), this::connect)
        .waiting("Wait", WaitRequest.parser(), this::await)
        .unary("Kill", KillRequest.parser(), Refusals.told(this::kill))
        .unary("Delete", DeleteRequest.parser(), Refusals.told(this::delete))
        .unary("Pids", PidsRequest.parser(), this::pids)
        .unary("Stats", StatsRequest.parser(), this::stats)
        .unary("Exec", ExecProcessRequest.parser(), Refusals.told(this::exec))
        .unary("ResizePty", ResizePtyRequest.parser(), Refusals.told(this::resize))
        .unary("Pause", PauseRequest.parser(), Refusals.told(this::pause))
        .unary("Resume", ResumeRequest.parser(), Refusals.told(this::resume))
        .unary("Update", UpdateTaskRequest.parser(), Refusals.told(this::update))
        .unary("Checkpoint", CheckpointTaskRequest.parser(), this::checkpoint)
        .unary("CloseIO", CloseIORequest.parser(), this::closeIo)
        .unary("Shutdown", ShutdownRequest.parser(), this::shutdown)
        .build();
  }

  private CreateTaskResponse create(CreateTaskRequest request, Map<String, String> metadata)
      throws InterruptedException {
    String caller = metadata.getOrDefault("traceparent", "");
    TtrpcService.Handler<CreateTaskRequest, CreateTaskResponse> creating =
        Refusals.told(wanted -> create(wanted, caller));
    return creating.handle(request);
  }

  private CreateTaskResponse create(CreateTaskRequest request, String caller) {
    if (!request.getCheckpoint().isEmpty()) {
      throw new TtrpcException(Code.UNIMPLEMENTED, "a task cannot be made from a checkpoint");
    }
    return CreateTaskResponse.newBuilder().setPid(tasks.create(request, caller).pid()).build();
  }

  private StartResponse start(StartRequest request) {
    TaskProcess process = find(request.getId(), request.getExecId());
    process.start();
    return StartResponse.newBuilder().setPid(process.pid()).build();
  }

  private Empty exec(ExecProcessRequest request) {
    tasks.exec(request);
    return Empty.getDefaultInstance();
  }

  private Empty resize(ResizePtyRequest request) {
    find(request.getId(), request.getExecId()).resize(request.getWidth(), request.getHeight());
    return Empty.getDefaultInstance();
  }

  private Empty pause(PauseRequest request) {
    tasks.get(request.getId()).pause();
    return Empty.getDefaultInstance();
  }

  private Empty resume(ResumeRequest request) {
    tasks.get(request.getId()).resume();
    return Empty.getDefaultInstance();
  }

  private Empty update(UpdateTaskRequest request) {
    tasks.get(request.getId()).update(request.getResources().getValue().toStringUtf8());
    return Empty.getDefaultInstance();
  }

  private Empty checkpoint(CheckpointTaskRequest request) {
    ContainerTask task = tasks.get(request.getId());
    throw new TtrpcException(
        Code.UNIMPLEMENTED, "task " + task.id() + ": Jawa makes no checkpoints of guests");
  }

  private StateResponse state(StateRequest request) {
    ContainerTask task = tasks.get(request.getId());
    TaskProcess process = task.process(request.getExecId());
    StdioRequest stdio = process.request();
    TaskState state = process.state();
    StateResponse.Builder response =
        StateResponse.newBuilder()
            .setId(task.id())
            .setExecId(request.getExecId())
            .setBundle(task.request().getBundle())
            .setPid(process.pid())
            .setStatus(state.status())
            .setStdin(stdio.stdin())
            .setStdout(stdio.stdout())
            .setStderr(stdio.stderr())
            .setTerminal(stdio.terminal());
    switch (state) {
      case TaskState.Stopped(ExitStatus exit) -> addExit(response, exit);
      case TaskState.Deleting(ExitStatus exit) -> addExit(response, exit);
      case TaskState.Created _, TaskState.Starting _, TaskState.Running _, TaskState.Paused _ -> {}
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
    tasks.get(request.getId()).kill(request.getExecId(), request.getSignal());
    return Empty.getDefaultInstance();
  }

  private DeleteResponse delete(DeleteRequest request) throws InterruptedException {
    ContainerTask task = tasks.get(request.getId());
    TaskProcess process = task.process(request.getExecId());
    ExitStatus exit = process == task.init() ? tasks.delete(task) : task.deleteExec(process);
    return DeleteResponse.newBuilder()
        .setPid(process.pid())
        .setExitStatus(exit.code())
        .setExitedAt(TaskEvents.timestamp(exit.at()))
        .build();
  }

  private PidsResponse pids(PidsRequest request) {
    PidsResponse.Builder response = PidsResponse.newBuilder();
    ContainerTask task = tasks.get(request.getId());
    task.pids(CgroupStats.ofThisMachine())
        .forEach((pid, execId) ->
            response.addProcesses(ProcessInfo.newBuilder().setPid(pid).setInfo(details(execId))));
    return response.build();
  }

  private static Any details(String execId) {
    ProcessDetails details = ProcessDetails.newBuilder().setExecId(execId).build();
    return Any.newBuilder()
        .setTypeUrl(ProcessDetails.getDescriptor().getFullName())
        .setValue(details.toByteString())
        .build();
  }

  private StatsResponse stats(StatsRequest request) {
    ContainerTask task = tasks.get(request.getId());
    GuestUsage guests = task.container().resources().usage();
    return StatsResponse.newBuilder()
        .setStats(CgroupStats.ofThisMachine().of(task.pid(), guests))
        .build();
  }

  private Empty closeIo(CloseIORequest request) {
    TaskProcess process = find(request.getId(), request.getExecId());
    if (request.getStdin()) {
      process.closeStdin();
    }
    return Empty.getDefaultInstance();
  }

  /// Sent after every task. The daemon serves others too, and ends by itself when it has had
  /// nothing to do for a while.
  private Empty shutdown(ShutdownRequest request) {
    return Empty.getDefaultInstance();
  }

  private TaskProcess find(String id, String execId) {
    return tasks.get(id).process(execId);
  }
}
