/// containerd's tasks. [TaskServiceImpl] is the service that containerd calls; [Tasks] knows the
/// tasks by their ids; each [ContainerTask] owns what a container needs ([Container]) and moves
/// from one [TaskState] to the next; [TaskEvents] tells containerd what happened, in order. What
/// the container asks of the guest, by environment and annotations, is in [GuestSettings].
@NullMarked
package dev.jawa.app.task;

import org.jspecify.annotations.NullMarked;
