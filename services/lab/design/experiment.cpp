#include "lab/design/experiment.hpp"

#include <array>

namespace parley::lab::design {

namespace {

constexpr std::array<std::string_view, 9> state_names{"draft",    "registered", "running", "paused", "stopped",
                                                      "analysed", "published",  "killed",  "void"};

} // namespace

std::span<const std::string_view> names_of(ExperimentState) {
    return state_names;
}

bool may_follow(ExperimentState now, ExperimentState next) {
    using enum ExperimentState;
    switch (now) {
    case draft:
        return next == registered || next == void_;
    case registered:
        return next == running || next == void_;
    case running:
        return next == paused || next == stopped || next == killed || next == void_;
    case paused:
        return next == running || next == stopped || next == killed || next == void_;
    case stopped:
    case killed:
        return next == analysed || next == void_;
    case analysed:
        return next == analysed || next == published || next == void_;
    case published:
        return next == published;
    case void_:
        return false;
    }
    return false;
}

bool is_open_to_change(ExperimentState now) {
    return now == ExperimentState::draft;
}

} // namespace parley::lab::design
