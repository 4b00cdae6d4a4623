// What processes have used so far, read from /proc.
#pragma once

#include <sys/types.h>

#include <cstdint>

namespace parley::load {

/// CPU seconds of a process by all its threads, to the nanosecond that the scheduler counts; those of threads that have
/// ended are not in it. 0 for a process that is gone.
double cpu_seconds(pid_t pid);
/// The same of a process and of those of its children that live now.
double family_cpu_seconds(pid_t pid);
/// CPU seconds of the calling thread.
double thread_cpu_seconds();
/// How many files and sockets a process holds open.
std::size_t open_descriptors(pid_t pid);
/// Memory that is the process's own and not shared with any other, in bytes.
std::int64_t private_bytes(pid_t pid);

} // namespace parley::load
