// A check that stays on in every build: a broken invariant of ours ends the process with the place, because going on
// would risk acknowledging something wrong. It is for our own bugs only; bad input and a failing world have errors.
#pragma once

#include <cstdio>
#include <cstdlib>
#include <source_location>

namespace parley::runtime {

inline void ensure(bool holds, const char* why, std::source_location where = std::source_location::current()) {
    if (!holds) [[unlikely]] {
        std::fprintf(stderr, "%s:%u: broken invariant: %s\n", where.file_name(), where.line(), why);
        std::abort();
    }
}

} // namespace parley::runtime
