package dev.jawa.wasi.escape;

import static dev.jawa.wasi.ctx.FileError.INVAL;
import static dev.jawa.wasi.ctx.FileError.LOOP;
import static dev.jawa.wasi.ctx.FileError.NAMETOOLONG;
import static dev.jawa.wasi.ctx.FileError.NOENT;
import static dev.jawa.wasi.ctx.FileError.NOTDIR;
import static dev.jawa.wasi.ctx.FileError.PERM;
import static dev.jawa.wasi.ctx.Follow.FOLLOW;
import static dev.jawa.wasi.ctx.Follow.NO_FOLLOW;
import static dev.jawa.wasi.escape.Guest.Purpose.CREATE;
import static dev.jawa.wasi.escape.Guest.Purpose.READ;
import static dev.jawa.wasi.escape.Guest.Purpose.TRUNCATE;

import dev.jawa.wasi.ctx.FileError;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/// Every way out that we know of; none leads anywhere.
public final class Escapes {

  private Escapes() {}

  /// One try.
  ///
  /// @param error what the guest is told
  public record Escape(String name, FileError error, Function<Guest, String> attempt) {
    @Override
    public String toString() {
      return name;
    }
  }

  /// All of them.
  public static Stream<Escape> all() {
    return Stream.of(
            opening(),
            fromBelow(),
            making(),
            looking(),
            taking(),
            moving(),
            exchanging(),
            unusual())
        .flatMap(List::stream);
  }

  private static Escape open(String path) {
    return open(path, PERM);
  }

  private static Escape open(String path, FileError error) {
    String shown = path.length() > 60 ? path.substring(0, 20) + "…" : path.replace('\0', '0');
    return new Escape("open " + shown, error, guest -> guest.open(path, FOLLOW, READ));
  }

  private static Escape refused(String name, Function<Guest, String> attempt) {
    return new Escape(name, PERM, attempt);
  }

  private static List<Escape> opening() {
    return List.of(
        open("/etc/passwd"),
        open("/"),
        open("//etc/passwd"),
        open(".."),
        open("../"),
        open("../outside/file"),
        open("./../outside/file"),
        open("deep/../../outside/file"),
        open("deep/er/../../../outside/file"),
        open("deep//..//..//outside//file"),
        open("absolute/file"),
        open("absolute-file"),
        open("absolute/../inside/mine"),
        open("up/file"),
        open("up/../inside/mine"),
        open("up-file"),
        open("deep/up/file"),
        open("deep/er/far"),
        open("chain1"),
        open("around"),
        open("proc-root/etc/passwd"),
        open("proc-cwd"),
        open("proc-fd"),
        open("dev-null"),
        open("dev-kmsg"),
        open("dev-mem"),
        open("dev/tty"),
        open("/dev/kmsg"),
        open("self", LOOP),
        open("ping", LOOP),
        open("mine/../../outside/file", NOTDIR));
  }

  /// From a directory below, opened by the guest, even what is in its own folder is outside.
  private static List<Escape> fromBelow() {
    return Stream.of("../mine", "up/file", "up-one", "er/../../mine", "..", "er/far")
        .map(path ->
            refused("open deep, then " + path, guest -> guest.in("deep").open(path, FOLLOW, READ)))
        .toList();
  }

  private static List<Escape> making() {
    return List.of(
        refused("create behind a link", guest -> guest.open("dangling-out", FOLLOW, CREATE)),
        refused("create above", guest -> guest.open("../outside/new", FOLLOW, CREATE)),
        refused("create by a link", guest -> guest.open("up/new", FOLLOW, CREATE)),
        refused("create by an absolute link", guest -> guest.open("absolute/new", FOLLOW, CREATE)),
        refused("empty a file by a link", guest -> guest.open("up-file", FOLLOW, TRUNCATE)),
        refused("empty a device by a link", guest -> guest.open("dev-kmsg", FOLLOW, TRUNCATE)),
        refused("create among devices", guest -> guest.open("dev/jawa-new", FOLLOW, CREATE)),
        refused("empty a file above", guest -> guest.open("../outside/file", FOLLOW, TRUNCATE)),
        refused("make a directory by a link", guest -> guest.makeDirectory("up/new")),
        refused("make a directory above", guest -> guest.makeDirectory("../outside/new")),
        refused("make an absolute directory", guest -> guest.makeDirectory("/tmp/jawa-new")),
        refused("make a link outside", guest -> guest.symlink("file", "up/new")),
        refused("make a link above", guest -> guest.symlink("file", "../outside/new")),
        refused("make a link to the root", guest -> guest.symlink("/", "stolen")));
  }

  private static List<Escape> looking() {
    return List.of(
        refused("stat above", guest -> guest.stat("..", FOLLOW)),
        refused("stat by a link", guest -> guest.stat("up-file", FOLLOW)),
        refused("stat a link with a slash behind", guest -> guest.stat("up/", NO_FOLLOW)),
        refused("stat the root", guest -> guest.stat("/", FOLLOW)),
        refused("stat behind a link of proc", guest -> guest.stat("proc-root/etc", FOLLOW)),
        refused("set times by a link", guest -> guest.touch("up-file", FOLLOW)),
        refused("set times with a slash behind", guest -> guest.touch("up/", NO_FOLLOW)),
        refused("set times above", guest -> guest.touch("../outside/file", FOLLOW)),
        refused("read a link outside", guest -> guest.readLink("up/file")),
        refused("read a link above", guest -> guest.readLink("../outside/file")),
        refused("read an absolute link", guest -> guest.readLink("/proc/self/exe")));
  }

  private static List<Escape> taking() {
    return List.of(
        refused("unlink by a link", guest -> guest.unlink("up/file")),
        refused("unlink by an absolute link", guest -> guest.unlink("absolute/file")),
        refused("unlink above", guest -> guest.unlink("../outside/file")),
        refused("remove the directory above", guest -> guest.removeDirectory("..")),
        refused("remove a directory above", guest -> guest.removeDirectory("../outside/dir")),
        refused("remove a directory by a link", guest -> guest.removeDirectory("up/dir")));
  }

  private static List<Escape> moving() {
    return List.of(
        refused("rename out", guest -> guest.rename("mine", "up/mine")),
        refused("rename above", guest -> guest.rename("mine", "../outside/mine")),
        refused("rename in", guest -> guest.rename("up/file", "stolen")),
        refused("rename in from above", guest -> guest.rename("../outside/file", "stolen")),
        refused("rename over what is outside", guest -> guest.rename("mine", "absolute/file")),
        refused("link out", guest -> guest.link("mine", "up/mine")),
        refused("link above", guest -> guest.link("mine", "../outside/mine")),
        refused("link in", guest -> guest.link("up/file", "stolen")),
        refused("link in from above", guest -> guest.link("../outside/file", "stolen")),
        refused("link a directory outside", guest -> guest.link("up/", "stolen")));
  }

  /// A directory that the guest has opened is moved away, and a link that leads out put in its
  /// place: what was opened is still what it was, or gone.
  private static List<Escape> exchanging() {
    return List.of(
        exchanged("then open", inner -> inner.open("file", FOLLOW, READ)),
        exchanged("then look", inner -> inner.stat("file", FOLLOW)),
        exchanged("then set times", inner -> inner.touch("file", FOLLOW)),
        exchanged("then empty", inner -> inner.open("file", FOLLOW, TRUNCATE)),
        exchanged("then remove", inner -> inner.unlink("file")),
        exchanged("then rename", inner -> inner.rename("file", "taken")),
        exchanged("then link", inner -> inner.link("file", "linked")));
  }

  private static Escape exchanged(String name, Function<Guest, String> attempt) {
    return new Escape(
        "exchange a directory for a link, " + name,
        NOENT,
        guest -> {
          guest.makeDirectory("room");
          guest.makeDirectory("room/dir");
          Guest inner = guest.in("room/dir");
          guest.rename("room", "moved");
          guest.symlink("../outside", "room");
          return attempt.apply(inner);
        });
  }

  private static List<Escape> unusual() {
    return List.of(
        open("", NOENT),
        open("mine\0/../../outside/file", INVAL),
        open("a".repeat(300), NAMETOOLONG),
        open("a/".repeat(3000) + "../outside/file", NAMETOOLONG),
        open("mine/", NOTDIR),
        open("hard/", NOTDIR),
        new Escape("open a link itself", LOOP, guest -> guest.open("up-file", NO_FOLLOW, READ)));
  }
}
