/// The threads of requests. [RequestThreads] starts one [RequestThread] for each request, a virtual
/// thread which is carried by the event loop of its connection as long as requests are quick
/// ([Pace] counts), and by the JDK's carriers otherwise: what is on the loop needs no hand-over
/// between threads, what is slow must not be there. [LoopWatch] looks for who holds a loop up.
@NullMarked
package dev.jawa.http.loop;

import org.jspecify.annotations.NullMarked;
