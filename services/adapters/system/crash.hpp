// Crash points: named places where a test makes the process die as by a power cut, to show that nothing acknowledged is
// lost whatever happens there.
#pragma once

#include <string>
#include <string_view>

namespace parley::system {

/// Arms one point for this process, to end it when it is passed for the `pass`th time; "" arms none. Call before
/// threads start.
void arm_crash_point(std::string point, int pass);

/// Ends the process at once, without unwinding or flushing, if this point is armed and it is time.
void crash_point(std::string_view point);

} // namespace parley::system
