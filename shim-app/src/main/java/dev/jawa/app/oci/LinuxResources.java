package dev.jawa.app.oci;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The part of `linux.resources` that binds guests as it binds processes; `null` is what is not
/// said, -1 without limit.
///
/// @param memoryLimit in bytes
/// @param cpuShares the weight, 1024 for one like any other
/// @param cpuQuota microseconds of each period
/// @param cpuPeriod in microseconds
/// @param pidsLimit how many processes and threads there may be
public record LinuxResources(
    @Nullable Long memoryLimit,
    @Nullable Long cpuShares,
    @Nullable Long cpuQuota,
    @Nullable Long cpuPeriod,
    @Nullable Long pidsLimit) {

  private static final JsonMapper JSON = new JsonMapper();

  /// Of its JSON.
  ///
  /// @throws OciException if it is none
  public static LinuxResources parse(String json) {
    try {
      return of(JSON.readTree(json));
    } catch (JacksonException e) {
      throw new OciException("the resources are no JSON: " + e.getOriginalMessage(), e);
    }
  }

  static LinuxResources of(JsonNode tree) {
    JsonNode cpu = tree.path("cpu");
    return new LinuxResources(
        number(tree.path("memory").path("limit")),
        number(cpu.path("shares")),
        number(cpu.path("quota")),
        number(cpu.path("period")),
        number(tree.path("pids").path("limit")));
  }

  private static @Nullable Long number(JsonNode node) {
    return node.isNumber() ? (Long) node.asLong(-1) : null;
  }
}
