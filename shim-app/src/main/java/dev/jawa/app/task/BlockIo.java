package dev.jawa.app.task;

import dev.jawa.shim.api.cgroup1.BlkIOEntry;
import dev.jawa.shim.api.cgroup2.IOEntry;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What a cgroup read from and wrote to devices, as the kernel's files have it.
final class BlockIo {

  private BlockIo() {}

  /// A device by its numbers.
  private record Device(long major, long minor) {

    static @Nullable Device parse(String text) {
      String[] numbers = text.split(":", -1);
      try {
        return numbers.length == 2
            ? new Device(Long.parseLong(numbers[0]), Long.parseLong(numbers[1]))
            : null;
      } catch (NumberFormatException _) {
        return null;
      }
    }
  }

  /// Version 1: a line for each device and kind of access, `8:0 Read 4096`, and a sum of all.
  static List<BlkIOEntry> v1(List<String> lines) {
    return lines.stream()
        .map(line -> line.split(" ", -1))
        .filter(fields -> fields.length == 3)
        .flatMap(fields -> v1(fields[0], fields[1], fields[2]))
        .toList();
  }

  private static Stream<BlkIOEntry> v1(String numbers, String op, String value) {
    Device device = Device.parse(numbers);
    return device == null
        ? Stream.empty()
        : Stream.of(
            BlkIOEntry.newBuilder()
                .setOp(op)
                .setMajor(device.major())
                .setMinor(device.minor())
                .setValue(CgroupStats.parse(value))
                .build());
  }

  /// Version 2: a line for each device, `8:0 rbytes=4096 wbytes=0 rios=1 wios=0 dbytes=0 dios=0`.
  static List<IOEntry> v2(List<String> lines) {
    return lines.stream().map(BlockIo::v2).filter(Objects::nonNull).toList();
  }

  private static @Nullable IOEntry v2(String line) {
    String[] fields = line.split(" ", -1);
    Device device = Device.parse(fields[0]);
    if (device == null) {
      return null;
    }
    Map<String, Long> values = new HashMap<>();
    for (String field : fields) {
      int equals = field.indexOf('=');
      if (equals > 0) {
        values.put(field.substring(0, equals), CgroupStats.parse(field.substring(equals + 1)));
      }
    }
    return IOEntry.newBuilder()
        .setMajor(device.major())
        .setMinor(device.minor())
        .setRbytes(values.getOrDefault("rbytes", 0L))
        .setWbytes(values.getOrDefault("wbytes", 0L))
        .setRios(values.getOrDefault("rios", 0L))
        .setWios(values.getOrDefault("wios", 0L))
        .build();
  }
}
