/// Host names as the programs of a container find them: by its `/etc/hosts`, its `/etc/resolv.conf`
/// and its `/etc/nsswitch.conf`, over sockets of its network. [ContainerNames] is the way in; Netty
/// asks the name servers.
@NullMarked
package dev.jawa.http.names;

import org.jspecify.annotations.NullMarked;
