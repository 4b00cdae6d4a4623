// The least that fan-out can cost: one shared frame, one send per socket.
#pragma once

namespace parley::load {

/// Listens on the loopback address and prints its port, takes so many sockets, one for each room in turn, and then for
/// every byte on stdin sends one frame of so many bytes to each socket of the next room. At its end it prints
/// {"sends":N,"cpu_us_per_send":X}. Gives an exit status.
int run_raw_fanout(int sockets, int frame_bytes, int rooms);

} // namespace parley::load
