package dev.jawa.app.oci;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// The folders of the pods that this daemon holds, by the pods' ids. Of pods with a pause container
/// of containerd's own it knows nothing: containerd gives their containers these files itself.
public final class PodFolders {

  /// What containerd's CRI says of each container.
  private static final String POD = "io.kubernetes.cri.sandbox-id";

  private final Map<String, PodFolder> folders = new ConcurrentHashMap<>();

  public void add(String pod, PodFolder folder) {
    folders.put(pod, folder);
  }

  /// A container's configuration with the files of its pod.
  public RuntimeSpec dress(RuntimeSpec spec) {
    PodFolder folder = folders.get(spec.annotations().getOrDefault(POD, ""));
    return folder == null ? spec : folder.dress(spec);
  }

  /// Whether a container belongs to a pod.
  public static boolean isIn(String pod, RuntimeSpec spec) {
    return pod.equals(spec.annotations().get(POD));
  }

  /// Forgets a pod's folder and takes it away.
  public void remove(String pod) {
    PodFolder folder = folders.remove(pod);
    if (folder != null) {
      folder.remove();
    }
  }

  /// Takes all away.
  public void removeAll() {
    folders.keySet().forEach(this::remove);
  }
}
