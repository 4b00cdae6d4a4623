// A broken invariant is our mistake, never the user's: print what was expected and stop, so that the state is rebuilt
// from the log instead of being carried on wrong. Always on, in every build.
#pragma once

#include <cstdio>
#include <cstdlib>

namespace parley::core {

[[noreturn]] inline void assertion_failed(const char* condition, const char* why, const char* file, int line) {
    std::fprintf(stderr, "%s:%d: broken invariant: %s (%s)\n", file, line, why, condition);
    std::abort();
}

} // namespace parley::core

#define PARLEY_ASSERT(condition, why)                                                                                  \
    ((condition) ? static_cast<void>(0) : ::parley::core::assertion_failed(#condition, why, __FILE__, __LINE__))
