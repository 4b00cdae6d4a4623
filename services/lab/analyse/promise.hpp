// Whether what an experiment promises could be kept at all. Asked before it is locked and never afterwards: what was
// registered under other bounds stays readable.
#pragma once

#include "lab/design/prereg.hpp"

#include <cstddef>
#include <optional>

namespace parley::lab::analyse {

/// The first of these, at its place: words that cannot be shown on a line, a name twice, a metric that the lab does not
/// compute, effects and margins larger than the metric can change, a guardrail against the good of its metric, more
/// units than an experiment can have, or more slots than its days hold in so many `sectors`.
std::optional<design::DesignFault> fault_in_promise(const design::Prereg& prereg, std::size_t sectors);

} // namespace parley::lab::analyse
