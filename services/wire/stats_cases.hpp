// Case files of the statistics engine, as `parley lab stats` reads and answers them.
#pragma once

#include "wire/body.hpp"

#include <boost/system/result.hpp>

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace parley::wire {

struct StatsAnswer {
    std::string text; // JSON
    std::size_t cases = 0;
    std::vector<std::string> not_computed; // the cases with an error: their ids, or their places where they have none
};

/// Reads {"cases":[{"id","method","input"}]} and answers {"results":[{"id","output"}]}, in the order of the cases. What
/// the data say nothing about has the output {"uninformative": why}; a case that cannot be understood has an "error" in
/// the place of an output, and the others are answered. Doubles are written so that they read back exactly. The error
/// names the place where the file itself cannot be read.
boost::system::result<StatsAnswer, FieldError> answer_stats_cases(std::string_view text);

} // namespace parley::wire
