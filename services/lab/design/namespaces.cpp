#include "lab/design/namespaces.hpp"

#include "lab/design/planout.hpp"
#include "lab/design/pointer.hpp"

#include <algorithm>

namespace parley::lab::design {

std::int64_t segment_of(std::string_view name, std::string_view unit, std::int64_t segments) {
    const std::uint64_t hash = h60(std::string(name).append(".segment.").append(unit));
    return static_cast<std::int64_t>(hash % static_cast<std::uint64_t>(segments));
}

Namespace::Namespace(std::string name, core::Micros wash_out, std::map<std::int64_t, Holding> held)
    : name_(std::move(name)), wash_out_(wash_out), held_(std::move(held)) {}

std::vector<std::int64_t> Namespace::free_at(core::Instant now) const {
    std::vector<std::int64_t> free;
    for (std::int64_t segment = 0; segment < segments_per_namespace; ++segment) {
        const auto found = held_.find(segment);
        const bool rested =
            found != held_.end() && found->second.released_at && now - *found->second.released_at >= wash_out_;
        if (found == held_.end() || rested)
            free.push_back(segment);
    }
    return free;
}

std::optional<std::vector<std::int64_t>> Namespace::take(const std::string& experiment, std::int64_t count,
                                                         core::Instant now) {
    const bool has_some = std::ranges::any_of(
        held_, [&](const auto& one) { return one.second.experiment == experiment && !one.second.released_at; });
    std::vector<std::int64_t> free = free_at(now);
    if (has_some || count < 1 || count > static_cast<std::int64_t>(free.size()))
        return std::nullopt;
    std::vector<std::int64_t> drawn = sampled(std::move(free), name_ + ".sampled_segments." + experiment);
    drawn.resize(static_cast<std::size_t>(count));
    for (const std::int64_t segment : drawn)
        held_[segment] = {experiment, std::nullopt};
    return drawn;
}

void Namespace::release(const std::string& experiment, core::Instant now) {
    for (auto& [segment, holding] : held_)
        if (holding.experiment == experiment && !holding.released_at)
            holding.released_at = now;
}

std::optional<std::string> Namespace::owner_of(std::string_view unit) const {
    const auto found = held_.find(segment_of(name_, unit));
    if (found == held_.end() || found->second.released_at)
        return std::nullopt;
    return found->second.experiment;
}

std::set<std::string> replaced_by(const core::Value& patch) {
    std::set<std::string> pointers;
    if (const auto* operations = patch.as_array())
        for (const core::Value& operation : *operations)
            if (const auto* pointer = operation.at("path").as_string(); pointer && operation.at("op") == "replace")
                pointers.insert(*pointer);
    return pointers;
}

bool must_share_namespace(const std::set<std::string>& pointers, const std::set<std::string>& others) {
    return std::ranges::any_of(pointers, [&](const std::string& one) {
        return std::ranges::any_of(
            others, [&](const std::string& other) { return is_within(one, other) || is_within(other, one); });
    });
}

} // namespace parley::lab::design
