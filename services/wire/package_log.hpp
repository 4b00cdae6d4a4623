// The log of an experiment in its data package: whether it is whole, and fits what else the package says. For the
// package_*.cpp of this folder alone.
#pragma once

#include "lab/analyse/study.hpp"
#include "wire/body.hpp"

#include <string_view>
#include <vector>

namespace parley::wire {

/// Adds what is wrong with log.jsonl: a line that cannot be read or does not follow from those before it, no
/// registration of the study's pre-registration, an end before the analysis, or other deviations than it tells.
/// `prereg` are the bytes of prereg.json.
void check_package_log(std::string_view log, std::string_view prereg, const lab::analyse::Study& study,
                       std::vector<FieldError>& errors);

} // namespace parley::wire
