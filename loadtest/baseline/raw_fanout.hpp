// The least that fan-out can cost: one shared frame, one send per socket.
#pragma once

namespace parley::load {

/// Listens on the loopback address and prints its port, takes so many sockets, and then sends one frame of so many
/// bytes to each for every byte on stdin. At its end it prints {"sends":N,"cpu_us_per_send":X}. Gives an exit status.
int run_raw_fanout(int sockets, int frame_bytes);

} // namespace parley::load
