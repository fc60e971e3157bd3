package dev.jawa.app.task;

import dev.jawa.app.oci.ContainedJvm;
import dev.jawa.app.oci.ImageStore;
import dev.jawa.app.oci.PodFolders;
import dev.jawa.app.oci.Runc;
import dev.jawa.app.sys.FdPoller;
import dev.jawa.app.sys.Orphans;
import dev.jawa.app.trace.Tracing;
import dev.jawa.http.IdleBudget;
import java.nio.file.Path;

/// What all containers of a daemon share.
///
/// @param namespace of containerd
/// @param images containerd's
/// @param jvm runs a guest as a program of its container
/// @param tracing where the spans of containers go
/// @param serves whose containers they are
/// @param orphans processes that the OCI runtime leaves to the daemon
/// @param idle what the idle instances of all containers may keep together
/// @param pods what containers share with the others of their pod
/// @param tasks a folder with one folder for each task that has something to clean up
public record ContainerHost(
    String namespace,
    Serves serves,
    PodFolders pods,
    ImageStore images,
    Path tasks,
    Runc runc,
    FdPoller poller,
    Orphans orphans,
    CpuQuotas quotas,
    FairTurns turns,
    IdleBudget idle,
    ContainedJvm jvm,
    Tracing tracing) {}
