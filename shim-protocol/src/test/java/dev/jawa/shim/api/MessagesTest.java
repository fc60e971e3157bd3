package dev.jawa.shim.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.Timestamp;
import dev.jawa.shim.api.events.ForwardRequest;
import dev.jawa.shim.api.events.TaskCreate;
import dev.jawa.shim.api.events.TaskDelete;
import dev.jawa.shim.api.events.TaskExit;
import dev.jawa.shim.api.events.TaskStart;
import dev.jawa.shim.api.task.CreateTaskRequest;
import dev.jawa.shim.api.task.DeleteResponse;
import dev.jawa.shim.api.types.Mount;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The messages against bytes that a real containerd sent or took.
class MessagesTest {

  @Test
  void writesADeleteResponseAsContainerdTookIt() {
    DeleteResponse response =
        DeleteResponse.newBuilder()
            .setPid(4242)
            .setExitStatus(77)
            .setExitedAt(Timestamp.newBuilder().setSeconds(1))
            .build();

    assertThat(hex(response)).isEqualTo("0892" + "21" + "104d" + "1a02" + "0801");
  }

  @Test
  void writesTheAnswerOfTheDeleteScript() {
    assertThat(hex(DeleteResponse.newBuilder().setExitStatus(137).build())).isEqualTo("108901");
  }

  @Test
  void readsACreateRequestByFieldNumber() throws InvalidProtocolBufferException {
    byte[] wire =
        HexFormat.of()
            .parseHex(
                "0a0174" // 1: id
                    + "12022f62" // 2: bundle
                    + "1a0b"
                    + "0a016f"
                    + "120173"
                    + "2203"
                    + "613d62" // 3: rootfs: type, source, options
                    + "2a0169" // 5: stdin
                    + "32016f" // 6: stdout
                    + "3a0165"); // 7: stderr

    assertThat(CreateTaskRequest.parseFrom(wire))
        .isEqualTo(
            CreateTaskRequest.newBuilder()
                .setId("t")
                .setBundle("/b")
                .addRootfs(Mount.newBuilder().setType("o").setSource("s").addOptions("a=b"))
                .setStdin("i")
                .setStdout("o")
                .setStderr("e")
                .build());
  }

  record TypeUrl(Message message, String name) {}

  static TypeUrl[] typeUrls() {
    return new TypeUrl[] {
      new TypeUrl(TaskCreate.getDefaultInstance(), "containerd.events.TaskCreate"),
      new TypeUrl(TaskStart.getDefaultInstance(), "containerd.events.TaskStart"),
      new TypeUrl(TaskExit.getDefaultInstance(), "containerd.events.TaskExit"),
      new TypeUrl(TaskDelete.getDefaultInstance(), "containerd.events.TaskDelete"),
      new TypeUrl(
          ForwardRequest.getDefaultInstance(),
          "containerd.services.events.ttrpc.v1.ForwardRequest"),
      new TypeUrl(
          dev.jawa.shim.api.cgroup1.Metrics.getDefaultInstance(),
          "io.containerd.cgroups.v1.Metrics"),
      new TypeUrl(
          dev.jawa.shim.api.cgroup2.Metrics.getDefaultInstance(),
          "io.containerd.cgroups.v2.Metrics"),
      new TypeUrl(
          dev.jawa.shim.api.options.Options.getDefaultInstance(), "runtimeoptions.v1.Options"),
    };
  }

  @ParameterizedTest
  @MethodSource("typeUrls")
  void hasTheNamesThatContainerdSwitchesOn(TypeUrl row) {
    assertThat(row.message().getDescriptorForType().getFullName()).isEqualTo(row.name());
  }

  private static String hex(Message message) {
    return HexFormat.of().formatHex(message.toByteArray());
  }
}
