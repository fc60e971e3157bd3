package dev.jawa.app.cli;

import dev.jawa.app.guest.Guest;
import dev.jawa.app.guest.GuestException;
import dev.jawa.app.guest.GuestKind;
import dev.jawa.app.guest.GuestLauncher;
import dev.jawa.app.guest.GuestProcess;
import dev.jawa.app.guest.Route;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// The files of the components that `serve` serves, which can be loaded anew. What does not load,
/// or is not the same kind of thing any more, leaves the old one in its place.
final class ServedFiles {

  private static final Duration LOOK_EVERY = Duration.ofMillis(500);

  private final Map<Route, String> files;
  private final Map<Route, WasmFile> read;
  private final Console console;
  private final ReentrantLock reloading = new ReentrantLock();
  private @Nullable GuestLauncher launcher;

  private ServedFiles(Map<Route, String> files, Map<Route, WasmFile> read, Console console) {
    this.files = files;
    this.read = read;
    this.console = console;
  }

  /// Reads all.
  ///
  /// @throws GuestException if one cannot be read
  static ServedFiles read(Map<Route, String> files, Console console) {
    Map<Route, WasmFile> read = new LinkedHashMap<>();
    files.forEach((route, file) -> read.put(route, WasmFile.read(file)));
    return new ServedFiles(files, read, console);
  }

  /// What serves the rest, by which an engine is chosen for all.
  byte[] mainBytes() {
    return Objects.requireNonNull(read.get(Route.ALL)).bytes();
  }

  /// Loads all.
  ///
  /// @param with also when they are loaded anew
  /// @throws GuestException if one cannot be served
  Map<Route, Guest> load(GuestLauncher with) {
    launcher = with;
    Map<Route, Guest> guests = new LinkedHashMap<>();
    read.forEach((route, wasm) -> guests.put(route, load(wasm)));
    return guests;
  }

  private Guest load(WasmFile wasm) {
    return Objects.requireNonNull(launcher)
        .load(wasm.name(), wasm.bytes(), GuestKind.HTTP, kind -> check(kind, wasm));
  }

  private static void check(GuestKind kind, WasmFile wasm) {
    if (kind != GuestKind.HTTP) {
      throw new GuestException(
          wasm.name()
              + " does not export wasi:http/incoming-handler, so it cannot be served; try"
              + " 'jawa run'");
    }
  }

  /// Loads what has changed, and the certificates.
  void reload(GuestProcess process) {
    reloading.lock();
    try {
      files.forEach((route, file) -> reload(process, route, file));
      process.reloadCertificates();
    } catch (IOException e) {
      console.err().println("jawa: not reloaded, the certificates stay: " + e.getMessage());
    } finally {
      reloading.unlock();
    }
  }

  private void reload(GuestProcess process, Route route, String file) {
    if (file.equals("-")) {
      return;
    }
    try {
      WasmFile wasm = WasmFile.read(file);
      WasmFile before = read.get(route);
      if (before == null || !Arrays.equals(wasm.bytes(), before.bytes())) {
        process.replace(route, load(wasm));
        read.put(route, wasm);
        console.err().println("Reloaded " + file);
      }
    } catch (GuestException e) {
      console.err().println("jawa: not reloaded, the old version stays: " + e.getMessage());
    }
  }

  /// Ends the watching of files.
  interface Watch extends AutoCloseable {
    @Override
    void close();
  }

  /// Reloads whenever a file has changed and has been left alone for a moment since.
  ///
  /// @param wanted otherwise nobody watches
  Watch watch(GuestProcess process, boolean wanted) {
    if (!wanted) {
      return () -> {};
    }
    Thread watcher =
        Thread.ofVirtual().name("watching files").start(() -> reloadWhenChanged(process));
    return watcher::interrupt;
  }

  private void reloadWhenChanged(GuestProcess process) {
    Map<Route, String> served = stamps();
    Map<Route, String> before = served;
    try {
      while (true) {
        Thread.sleep(LOOK_EVERY);
        Map<Route, String> now = stamps();
        if (!now.equals(served) && now.equals(before)) {
          served = now;
          reload(process);
        }
        before = now;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private Map<Route, String> stamps() {
    Map<Route, String> stamps = new LinkedHashMap<>();
    files.forEach((route, file) -> stamps.put(route, stamp(Path.of(file))));
    return stamps;
  }

  private static String stamp(Path file) {
    try {
      BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
      return attributes.lastModifiedTime() + " " + attributes.size() + " " + attributes.fileKey();
    } catch (IOException e) {
      return "";
    }
  }
}
