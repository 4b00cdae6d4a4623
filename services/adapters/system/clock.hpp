// The node's clock: UTC microseconds that never go back while the process lives, whatever is done to the system's.
#pragma once

#include "core/time.hpp"

namespace parley::system {

/// Thread-safe. Follows the system's clock when it moves ahead; when it is set back, time stands until it catches up.
core::Instant now();

} // namespace parley::system
