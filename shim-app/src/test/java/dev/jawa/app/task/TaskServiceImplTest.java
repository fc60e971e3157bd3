package dev.jawa.app.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import com.google.protobuf.Empty;
import com.google.protobuf.MessageLite;
import com.google.protobuf.Parser;
import dev.jawa.app.guest.GuestProcess;
import dev.jawa.app.oci.ContainedJvm;
import dev.jawa.app.oci.Holder;
import dev.jawa.app.oci.ImageStore;
import dev.jawa.app.oci.PodFolders;
import dev.jawa.app.oci.Runc;
import dev.jawa.app.sys.CurrentProcess;
import dev.jawa.app.sys.FdPoller;
import dev.jawa.app.sys.Orphans;
import dev.jawa.app.trace.Tracing;
import dev.jawa.engine.StoreGroup;
import dev.jawa.engine.Trap;
import dev.jawa.http.IdleBudget;
import dev.jawa.shim.api.events.ForwardRequest;
import dev.jawa.shim.api.events.TaskExit;
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
import dev.jawa.shim.api.types.Envelope;
import dev.jawa.shim.api.types.Status;
import dev.jawa.shim.ttrpc.TtrpcClient;
import dev.jawa.shim.ttrpc.TtrpcException;
import dev.jawa.shim.ttrpc.TtrpcException.Code;
import dev.jawa.shim.ttrpc.TtrpcOptions;
import dev.jawa.shim.ttrpc.TtrpcServer;
import dev.jawa.shim.ttrpc.TtrpcService;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The whole way from a ttrpc call to a guest and back to containerd's events, with guests that the
/// test ends and an OCI runtime that needs no rights: its containers are processes that sleep.
@Timeout(60)
class TaskServiceImplTest {

  private static final String RUNTIME =
      """
      #!/bin/sh
      for last; do previous=$word; word=$last; [ "$previous" = --pid-file ] && pid_file=$last; \
      [ "$previous" = --log ] && log=$last; [ "$previous" = --root ] && root=$last; done
      echo "$*" >>"$root.calls"
      case " $* " in
        *" create "*)
          if [ -e "$root.refuses" ]; then echo '{"level":"error","msg":"no cgroups"}' >"$log"; exit 1; fi
          sleep 600 </dev/null >/dev/null 2>&1 3<&- & echo $! >"$pid_file"; mkdir -p "$root"; echo $! >"$root/$word" ;;
        *" delete "*)
          if [ -e "$root.keeps" ]; then echo '{"level":"error","msg":"device busy"}' >"$log"; exit 1; fi
          read -r pid <"$root/$word" && kill -9 "$pid" 2>/dev/null; rm -f "$root/$word" ;;
      esac
      exit 0
      """;

  private static final Map<String, String> CONFIGURATION = Map.of("kill-grace", "50ms");

  @TempDir private Path folder;
  private final FakeGuests guests = new FakeGuests();
  private final BlockingQueue<Envelope> events = new LinkedBlockingQueue<>();
  private final CpuQuotas quotas = new CpuQuotas();
  private final FairTurns turns = new FairTurns();
  private FdPoller poller;
  private Orphans orphans;
  private TtrpcServer containerd;
  private TaskEvents publisher;
  private Tasks tasks;
  private TtrpcServer server;
  private TtrpcClient client;

  @BeforeEach
  void start() throws IOException {
    Path runtime = folder.resolve("runtime");
    Files.writeString(runtime, RUNTIME);
    Files.setPosixFilePermissions(runtime, PosixFilePermissions.fromString("rwx------"));
    CurrentProcess.becomeSubreaper();
    poller = new FdPoller();
    orphans = new Orphans(poller, Duration.ofHours(1));
    Holder.prepare(folder.resolve("tasks"));
    containerd = containerd();
    publisher =
        new TaskEvents(
            "ns",
            new TtrpcClient(containerd.socket(), TtrpcOptions.DEFAULT),
            TaskEvents.Retry.DEFAULT,
            line -> {
              throw new AssertionError(line);
            });
    ContainerHost host =
        new ContainerHost(
            "ns",
            Serves.NAMESPACE,
            new PodFolders(),
            new ImageStore(null, "ns"),
            folder.resolve("tasks"),
            new Runc(runtime.toString(), folder.resolve("runc")),
            poller,
            orphans,
            quotas,
            turns,
            new IdleBudget(0),
            ContainedJvm.likeThis("none"),
            Tracing.NONE);
    tasks = new Tasks(host, guests, publisher, CONFIGURATION::get, "chicory");
    server =
        TtrpcServer.listen(
            folder.resolve("s"), new TaskServiceImpl(tasks).services(), TtrpcOptions.DEFAULT);
    client = new TtrpcClient(server.socket(), TtrpcOptions.DEFAULT);
    write("root/app.wasm", "good");
  }

  private TtrpcServer containerd() throws IOException {
    TtrpcService service =
        TtrpcService.builder("containerd.services.events.ttrpc.v1.Events")
            .unary(
                "Forward",
                ForwardRequest.parser(),
                request -> {
                  events.add(request.getEnvelope());
                  return Empty.getDefaultInstance();
                })
            .build();
    return TtrpcServer.listen(folder.resolve("c"), List.of(service), TtrpcOptions.DEFAULT);
  }

  @AfterEach
  void stop() throws Exception {
    tasks.destroyAll();
    client.close();
    server.close();
    publisher.close();
    containerd.close();
    orphans.close();
    poller.close();
    quotas.close();
    turns.close();
  }

  private void write(String path, String text) throws IOException {
    Path file = folder.resolve(path);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  private <R extends MessageLite> R call(String method, MessageLite request, Parser<R> response)
      throws InterruptedException {
    return client.call(
        "containerd.task.v2.Task", method, request, response, Duration.ofSeconds(30));
  }

  // The holder of these containers sees the whole machine.
  private Path root() {
    return folder.resolve("root");
  }

  private int create(String id, String program) throws Exception {
    write(
        "bundle/config.json",
        """
        {"process": {"args": ["%s", "arg"], "env": ["A=b", "JAWA_ENGINE=other"], "cwd": "/"},
         "root": {"path": "%s"}}
        """
            .formatted(root() + program, root()));
    CreateTaskRequest request =
        CreateTaskRequest.newBuilder()
            .setId(id)
            .setBundle(folder.resolve("bundle").toString())
            .setStdout(folder.resolve("out").toString())
            .setStderr(folder.resolve("err").toString())
            .build();
    return call("Create", request, CreateTaskResponse.parser()).getPid();
  }

  private FakeGuests.Started startGuest(String id) throws Exception {
    StartRequest request = StartRequest.newBuilder().setId(id).build();
    call("Start", request, StartResponse.parser());
    return guests.started.poll(60, TimeUnit.SECONDS);
  }

  private StateResponse state(String id) throws Exception {
    return call("State", StateRequest.newBuilder().setId(id).build(), StateResponse.parser());
  }

  private WaitResponse await(String id) throws Exception {
    return call("Wait", WaitRequest.newBuilder().setId(id).build(), WaitResponse.parser());
  }

  private void kill(String id, int signal) throws Exception {
    KillRequest request = KillRequest.newBuilder().setId(id).setSignal(signal).build();
    call("Kill", request, Empty.parser());
  }

  private DeleteResponse delete(String id) throws Exception {
    return call("Delete", DeleteRequest.newBuilder().setId(id).build(), DeleteResponse.parser());
  }

  private void assertTopics(String... topics) throws Exception {
    for (String topic : topics) {
      assertThat(events.poll(60, TimeUnit.SECONDS).getTopic()).isEqualTo(topic);
    }
    assertThat(events).isEmpty();
  }

  private static void assertFails(
      org.assertj.core.api.ThrowableAssert.ThrowingCallable call, Code code, String message) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(TtrpcException.class, e -> assertThat(e.code()).isEqualTo(code))
        .hasMessageContaining(message);
  }

  @Test
  void goesFromCreateToDelete() throws Exception {
    int pid = create("t", "/app.wasm#go");
    assertThat(ProcessHandle.of(pid)).isPresent();
    assertThat(state("t").getStatus()).isEqualTo(Status.CREATED);
    assertThat(state("t").getPid()).isEqualTo(pid);

    FakeGuests.Started guest = startGuest("t");
    assertThat(guest.spec.function()).isEqualTo("go");
    assertThat(guest.spec.args()).containsExactly(root() + "/app.wasm#go", "arg");
    assertThat(guest.spec.environment()).containsOnlyKeys("A");
    assertThat(guest.engine).isEqualTo("other");
    assertThat(guest.spec.preopens())
        .singleElement()
        .satisfies(preopen -> assertThat(preopen.guestPath()).isEqualTo("/"));
    assertThat(state("t").getStatus()).isEqualTo(Status.RUNNING);

    guest.print("hello");
    guest.exit.complete(new GuestProcess.Exit(3, null));
    assertThat(await("t").getExitStatus()).isEqualTo(3);
    assertThat(await("t").getExitedAt().getSeconds()).isPositive();
    assertThat(state("t").getStatus()).isEqualTo(Status.STOPPED);
    assertThat(state("t").getExitStatus()).isEqualTo(3);
    assertThat(ProcessHandle.of(pid)).isEmpty();

    DeleteResponse deleted = delete("t");
    assertThat(deleted.getPid()).isEqualTo(pid);
    assertThat(deleted.getExitStatus()).isEqualTo(3);
    assertThat(folder.resolve("out")).hasContent("hello");
    assertThat(folder.resolve("tasks/t")).doesNotExist();
    assertThat(tasks.isEmpty()).isTrue();
    assertTopics("/tasks/create", "/tasks/start", "/tasks/exit", "/tasks/delete");
    assertFails(() -> state("t"), Code.NOT_FOUND, "task t not found");
  }

  @Test
  void reportsATrapOnStderrWith137() throws Exception {
    create("t", "/app.wasm");
    FakeGuests.Started guest = startGuest("t");
    guest.exit.complete(new GuestProcess.Exit(134, "wasm trap: unreachable\n  0: a!b"));

    assertThat(await("t").getExitStatus()).isEqualTo(137);
    delete("t");
    assertThat(folder.resolve("err")).hasContent("wasm trap: unreachable\n  0: a!b\n");
  }

  @Test
  void answersManyWaitsBeforeAndAfterTheExit() throws Exception {
    create("t", "/app.wasm");
    FakeGuests.Started guest = startGuest("t");
    List<CompletableFuture<Integer>> waits =
        java.util.stream.Stream.generate(() -> CompletableFuture.supplyAsync(this::waitForT))
            .limit(4)
            .toList();
    guest.exit.complete(new GuestProcess.Exit(7, null));
    for (CompletableFuture<Integer> wait : waits) {
      assertThat(wait.get(60, TimeUnit.SECONDS)).isEqualTo(7);
    }
    assertThat(await("t").getExitStatus()).isEqualTo(7);
    assertThat(await("t").getExitStatus()).isEqualTo(7);
  }

  private int waitForT() {
    try {
      return await("t").getExitStatus();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void killsWhatWasOnlyCreated() throws Exception {
    int pid = create("t", "/app.wasm");
    kill("t", 9);
    assertThat(await("t").getExitStatus()).isEqualTo(137);
    assertThat(ProcessHandle.of(pid)).isEmpty();
    assertFails(
        () -> startGuest("t"), Code.FAILED_PRECONDITION, "cannot start a process that is stopped");
    delete("t");
    assertTopics("/tasks/create", "/tasks/exit", "/tasks/delete");
  }

  @Test
  void deletesWhatWasOnlyCreated() throws Exception {
    create("t", "/app.wasm");
    assertThat(delete("t").getExitStatus()).isEqualTo(137);
    assertThat(folder.resolve("tasks/t")).doesNotExist();
  }

  @Test
  void handsSignalsToTheGuest() throws Exception {
    create("t", "/app.wasm");
    startGuest("t");
    kill("t", 0);
    kill("t", 28);
    assertThat(state("t").getStatus()).isEqualTo(Status.RUNNING);
    kill("t", 15);
    assertThat(await("t").getExitStatus()).isEqualTo(143);
    assertFails(() -> kill("t", 15), Code.NOT_FOUND, "process already finished");
  }

  @Test
  void givesUpTheGuestThatDoesNotEndWhenKilled() throws Exception {
    write("root/deaf.wasm", "deaf");
    create("t", "/deaf.wasm");
    FakeGuests.Started guest = startGuest("t");
    kill("t", 15);
    assertThat(state("t").getStatus()).isEqualTo(Status.RUNNING);
    kill("t", 9);
    assertThat(await("t").getExitStatus()).isEqualTo(137);
    assertThat(guest.exit).isNotDone();
    delete("t");
    assertTopics("/tasks/create", "/tasks/start", "/tasks/exit", "/tasks/delete");
  }

  @Test
  void endsTheGuestWhenItsHolderDies() throws Exception {
    int pid = create("t", "/app.wasm");
    startGuest("t");
    ProcessHandle.of(pid).orElseThrow().destroyForcibly();
    assertThat(await("t").getExitStatus()).isEqualTo(137);
  }

  @Test
  void refusesWhatDoesNotFitTheState() throws Exception {
    create("t", "/app.wasm");
    assertFails(() -> create("t", "/app.wasm"), Code.ALREADY_EXISTS, "task t exists already");
    FakeGuests.Started guest = startGuest("t");
    assertFails(
        () -> startGuest("t"), Code.FAILED_PRECONDITION, "cannot start a process that is running");
    assertFails(
        () -> delete("t"), Code.FAILED_PRECONDITION, "cannot delete a process that is running");
    guest.exit.complete(new GuestProcess.Exit(0, null));
    await("t");
    delete("t");
    assertFails(() -> delete("t"), Code.NOT_FOUND, "task t not found");
  }

  @Test
  void deletesLaterWhatCannotBeTakenAwayAtOnce() throws Exception {
    create("t", "/app.wasm");
    kill("t", 9);
    await("t");
    Path keeps = Files.createFile(folder.resolve("runc.keeps"));
    for (int i = 0; i < 2; i++) {
      assertThatThrownBy(() -> delete("t")).hasMessageContaining("device busy");
      assertThat(folder.resolve("tasks/t")).as("says that something is left").exists();
    }
    assertThat(events).noneMatch(event -> event.getTopic().equals("/tasks/delete"));
    Files.delete(keeps);
    assertThat(delete("t").getExitStatus()).isEqualTo(137);
    assertThat(folder.resolve("tasks/t")).doesNotExist();
    assertTopics("/tasks/create", "/tasks/exit", "/tasks/delete");
  }

  @Test
  void answersWhatClientsAskOfALiveTask() throws Exception {
    int pid = create("t", "/app.wasm");
    ConnectRequest connect = ConnectRequest.newBuilder().setId("t").build();
    ConnectResponse connected = call("Connect", connect, ConnectResponse.parser());
    assertThat(connected.getTaskPid()).isEqualTo(pid);
    assertThat(connected.getShimPid()).isEqualTo((int) ProcessHandle.current().pid());
    PidsRequest pids = PidsRequest.newBuilder().setId("t").build();
    assertThat(call("Pids", pids, PidsResponse.parser()).getProcessesList())
        .anySatisfy(process -> assertThat(process.getPid()).isEqualTo(pid));
    StatsRequest stats = StatsRequest.newBuilder().setId("t").build();
    assertThat(call("Stats", stats, StatsResponse.parser()).getStats().getTypeUrl())
        .startsWith("io.containerd.cgroups.v");
    CloseIORequest close = CloseIORequest.newBuilder().setId("t").setStdin(true).build();
    call("CloseIO", close, Empty.parser());
    call("CloseIO", close, Empty.parser());
    call("Shutdown", ShutdownRequest.newBuilder().setId("t").build(), Empty.parser());
    assertThat(state("t").getStatus()).isEqualTo(Status.CREATED);
  }

  private void pauseAndResume(String method) throws Exception {
    call(method, PauseRequest.newBuilder().setId("t").build(), Empty.parser());
  }

  private StoreGroup groupOf(FakeGuests.Started guest) {
    return Objects.requireNonNull(guest.spec.limits().group());
  }

  @Test
  void pausesAndResumesAGuest() throws Exception {
    create("t", "/app.wasm");
    FakeGuests.Started guest = startGuest("t");
    pauseAndResume("Pause");
    assertThat(state("t").getStatus()).isEqualTo(Status.PAUSED);
    assertThat(groupOf(guest).isHeld()).isTrue();
    assertFails(
        () -> pauseAndResume("Pause"), Code.FAILED_PRECONDITION, "cannot pause a process that is");
    pauseAndResume("Resume");
    assertThat(state("t").getStatus()).isEqualTo(Status.RUNNING);
    assertThat(groupOf(guest).isHeld()).isFalse();
    assertTopics("/tasks/create", "/tasks/start", "/tasks/paused", "/tasks/resumed");
  }

  @Test
  void aPausedGuestHearsASignalWhenItGoesOn() throws Exception {
    create("t", "/app.wasm");
    FakeGuests.Started guest = startGuest("t");
    pauseAndResume("Pause");
    kill("t", 15);
    assertThat(guest.exit).isNotDone();
    pauseAndResume("Resume");
    assertThat(await("t").getExitStatus()).isEqualTo(143);
  }

  @Test
  void killsAGuestThatIsPaused() throws Exception {
    create("t", "/app.wasm");
    startGuest("t");
    pauseAndResume("Pause");
    kill("t", 9);
    assertThat(await("t").getExitStatus()).isEqualTo(137);
    delete("t");
  }

  @Test
  void changesTheLimitsOfAGuestThatRuns() throws Exception {
    create("t", "/app.wasm");
    FakeGuests.Started guest = startGuest("t");
    assertThat(groupOf(guest).memoryLimit()).isEqualTo(StoreGroup.UNLIMITED);
    update("{\"memory\": {\"limit\": 1048576}}");
    assertThat(groupOf(guest).memoryLimit()).isEqualTo(1 << 20);
    update("{\"cpu\": {\"shares\": 512}}");
    assertThat(groupOf(guest).memoryLimit()).isEqualTo(1 << 20);
    update("{\"memory\": {\"limit\": -1}}");
    assertThat(groupOf(guest).memoryLimit()).isEqualTo(StoreGroup.UNLIMITED);
  }

  private void update(String resources) throws Exception {
    UpdateTaskRequest request =
        UpdateTaskRequest.newBuilder()
            .setId("t")
            .setResources(Any.newBuilder().setValue(ByteString.copyFromUtf8(resources)))
            .build();
    call("Update", request, Empty.parser());
  }

  @Test
  void refusesACheckpoint() throws Exception {
    create("t", "/app.wasm");
    CheckpointTaskRequest request = CheckpointTaskRequest.newBuilder().setId("t").build();
    assertFails(
        () -> call("Checkpoint", request, Empty.parser()), Code.UNIMPLEMENTED, "no checkpoints");
  }

  private void exec(String execId, String program) throws Exception {
    String process = "{\"args\": [\"" + root() + program + "\", \"x\"], \"cwd\": \"/\"}";
    ExecProcessRequest request =
        ExecProcessRequest.newBuilder()
            .setId("t")
            .setExecId(execId)
            .setStdout(folder.resolve("exec-out").toString())
            .setSpec(Any.newBuilder().setValue(ByteString.copyFromUtf8(process)))
            .build();
    call("Exec", request, Empty.parser());
  }

  private FakeGuests.Started startExec(String execId) throws Exception {
    StartRequest request = StartRequest.newBuilder().setId("t").setExecId(execId).build();
    call("Start", request, StartResponse.parser());
    return guests.started.poll(60, TimeUnit.SECONDS);
  }

  @Test
  void runsASecondGuestInTheSameContainer() throws Exception {
    create("t", "/app.wasm");
    startGuest("t");
    exec("e", "/app.wasm");
    assertFails(() -> exec("e", "/app.wasm"), Code.ALREADY_EXISTS, "process e exists already");
    FakeGuests.Started second = startExec("e");
    assertThat(second.spec.args()).containsExactly(root() + "/app.wasm", "x");
    second.print("second");
    second.exit.complete(new GuestProcess.Exit(4, null));
    WaitRequest wait = WaitRequest.newBuilder().setId("t").setExecId("e").build();
    assertThat(call("Wait", wait, WaitResponse.parser()).getExitStatus()).isEqualTo(4);
    assertThat(state("t").getStatus()).isEqualTo(Status.RUNNING);
    DeleteRequest delete = DeleteRequest.newBuilder().setId("t").setExecId("e").build();
    assertThat(call("Delete", delete, DeleteResponse.parser()).getExitStatus()).isEqualTo(4);
    assertThat(folder.resolve("exec-out")).hasContent("second");
    assertTopics(
        "/tasks/create", "/tasks/start", "/tasks/exec-added", "/tasks/exec-started", "/tasks/exit");
  }

  @Test
  void endsTheExecsBeforeItTellsTheEndOfTheContainersOwnProcess() throws Exception {
    create("t", "/app.wasm");
    FakeGuests.Started guest = startGuest("t");
    exec("e", "/app.wasm");
    startExec("e");
    exec("never", "/app.wasm");
    guest.exit.complete(new GuestProcess.Exit(0, null));
    await("t");
    delete("t");
    assertTopics(
        "/tasks/create",
        "/tasks/start",
        "/tasks/exec-added",
        "/tasks/exec-started",
        "/tasks/exec-added",
        "/tasks/exit",
        "/tasks/exit",
        "/tasks/delete");
    assertFails(() -> exec("late", "/app.wasm"), Code.NOT_FOUND, "task t not found");
  }

  @Test
  void tellsThatAGuestRanOutOfMemory() throws Exception {
    create("t", "/app.wasm");
    FakeGuests.Started guest = startGuest("t");
    guest.exit.complete(new GuestProcess.Exit(134, "wasm trap", Trap.Kind.MEMORY_LIMIT));
    assertThat(await("t").getExitStatus()).isEqualTo(137);
    assertTopics("/tasks/create", "/tasks/start", "/tasks/oom", "/tasks/exit");
  }

  @Test
  void tellsAtCreateWhatIsWrongWithTheFileAndLeavesNothing() throws Exception {
    write("root/bad.wasm", "garbage");
    assertFails(
        () -> create("t", "/bad.wasm"), Code.INVALID_ARGUMENT, "/bad.wasm: not a WebAssembly file");
    assertFails(
        () -> create("t", "/none.wasm"),
        Code.INVALID_ARGUMENT,
        "/none.wasm: no such file or directory in the container");
    assertThat(folder.resolve("tasks/t")).doesNotExist();
    assertThat(folder.resolve("runc")).isEmptyDirectory();
    assertThat(tasks.isEmpty()).isTrue();
    assertTopics();
  }

  @Test
  void tellsAtStartWhatKeepsTheGuestFromRunning() throws Exception {
    write("root/http.wasm", "port taken");
    int pid = create("t", "/http.wasm");
    assertFails(() -> startGuest("t"), Code.INVALID_ARGUMENT, "0.0.0.0:8080: the port is taken");
    assertThat(await("t").getExitStatus()).isEqualTo(137);
    assertThat(ProcessHandle.of(pid)).isEmpty();
    delete("t");
  }

  @Test
  void tellsWhatTheOciRuntimeRefuses() throws Exception {
    write("runc.refuses", "");
    assertFails(() -> create("t", "/app.wasm"), Code.UNKNOWN, "runtime: no cgroups");
    assertThat(folder.resolve("tasks/t")).doesNotExist();
    Files.delete(folder.resolve("runc.refuses"));
    create("t", "/app.wasm");
  }

  @Test
  void publishesTheExitWithItsCodeAndPid() throws Exception {
    int pid = create("t", "/app.wasm");
    FakeGuests.Started guest = startGuest("t");
    guest.exit.complete(new GuestProcess.Exit(5, null));
    Envelope exit = null;
    do {
      exit = events.poll(60, TimeUnit.SECONDS);
    } while (!exit.getTopic().equals("/tasks/exit"));
    assertThat(exit.getNamespace()).isEqualTo("ns");
    TaskExit event = TaskExit.parseFrom(exit.getEvent().getValue());
    assertThat(event.getContainerId()).isEqualTo("t");
    assertThat(event.getId()).isEqualTo("t");
    assertThat(event.getPid()).isEqualTo(pid);
    assertThat(event.getExitStatus()).isEqualTo(5);
  }

  @Test
  void forgetsATaskThatTheScriptRemoved() throws Exception {
    create("t", "/app.wasm");
    kill("t", 9);
    await("t");
    tasks.forgetRemoved();
    assertThat(tasks.isEmpty()).isFalse();
    try (var files = Files.list(folder.resolve("tasks/t"))) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    Files.delete(folder.resolve("tasks/t"));
    tasks.forgetRemoved();
    assertThat(tasks.isEmpty()).isTrue();
  }

  /// The daemon would end between the two if there were a moment without either.
  @Test
  void aTaskIsThereBeforeItsLeaseIsGone() throws Exception {
    Path lease = folder.resolve("leases/t");
    for (int round = 0; round < 10; round++) {
      write("leases/t", "");
      CompletableFuture<Boolean> created = new CompletableFuture<>();
      CompletableFuture<Boolean> abandoned =
          CompletableFuture.supplyAsync(() -> {
            boolean found = false;
            while (!created.isDone()) {
              found |= !Files.exists(lease) && tasks.isEmpty();
            }
            return found;
          });
      create("t", "/app.wasm");
      assertThat(lease).doesNotExist();
      created.complete(true);
      assertThat(abandoned.get(60, TimeUnit.SECONDS)).isFalse();
      kill("t", 9);
      await("t");
      delete("t");
    }
  }

  @Test
  void aTaskThatCannotBeMadeKeepsNoLease() throws Exception {
    write("leases/t", "");
    write("leases/other", "");
    write("runc.refuses", "");
    assertFails(() -> create("t", "/app.wasm"), Code.UNKNOWN, "no cgroups");
    assertThat(folder.resolve("leases/t")).doesNotExist();
    assertThat(folder.resolve("leases/other")).exists();
    assertThat(tasks.isEmpty()).isTrue();
  }
}
