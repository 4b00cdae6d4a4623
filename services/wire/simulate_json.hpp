// Simulation files, as `parley lab simulate` reads and answers them.
#pragma once

#include "wire/body.hpp"

#include <boost/system/result.hpp>

#include <string>
#include <string_view>

namespace parley::wire {

/// Reads {"simulate":[{"id","kind",...}]}, at most 1000 of them, plays each and answers {"results":[{"id","kind",...}]}
/// in their order; kinds are theory, thinning, entry, sniping, soft_close, score, interference, toys, power and
/// peeking. An estimate is {"mean","se"} with, where theory has one, its "target" and how many "sigmas" the mean is
/// from it; the first estimate of a result is also spread over the result itself. The same file gives the same bytes.
/// Nothing is played of a file with a fault, and the error names the place.
boost::system::result<std::string, FieldError> answer_simulations(std::string_view text);

} // namespace parley::wire
