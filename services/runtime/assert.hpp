// An assertion that stays on in every build: a broken invariant of ours ends the process with the place, because going
// on would risk acknowledging something wrong. It is for our own bugs only; bad input and a failing world have errors.
#pragma once

#include <cstdio>
#include <cstdlib>

namespace parley::runtime {

[[noreturn]] inline void assertion_failed(const char* condition, const char* file, int line) {
    std::fprintf(stderr, "parley: assertion failed: %s at %s:%d\n", condition, file, line);
    std::abort();
}

} // namespace parley::runtime

#ifndef PARLEY_ASSERT
#define PARLEY_ASSERT(condition)                                                                                       \
    ((condition) ? static_cast<void>(0) : ::parley::runtime::assertion_failed(#condition, __FILE__, __LINE__))
#endif
