// Namespaces: experiments that must not meet share one, and each owns segments of it that no other has. Which units
// fall into a segment is a hash; who owns it is stored, because PlanOut's own draw depends on the order of a Python set
// (sector-experiments 2.4).
#pragma once

#include "core/time.hpp"
#include "core/value.hpp"

#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace parley::lab::design {

inline constexpr std::int64_t segments_per_namespace = 10'000;

/// The segment of a unit, 0 to segments - 1 (PlanOut get_segment).
std::int64_t segment_of(std::string_view name, std::string_view unit, std::int64_t segments = segments_per_namespace);

/// One namespace: whose each segment is, and since when it is nobody's.
class Namespace {
public:
    /// Who owned a segment last, and when it gave it back; it owns it still where released_at is empty.
    struct Holding {
        std::string experiment;
        std::optional<core::Instant> released_at;
        friend bool operator==(const Holding&, const Holding&) = default;
    };

    /// `held` is what is stored of it. A segment rests for `wash_out` once it is released, so that what one experiment
    /// taught its units is not counted in the next.
    Namespace(std::string name, core::Micros wash_out, std::map<std::int64_t, Holding> held = {});

    /// Gives the experiment `count` of the segments that are free now, and says which, in the order of their draw:
    /// PlanOut's Sample over the ascending list of the free ones. Nothing when fewer are free, when count is below 1,
    /// or when the experiment has some already.
    std::optional<std::vector<std::int64_t>> take(const std::string& experiment, std::int64_t count, core::Instant now);
    /// Everything that the experiment owns becomes nobody's.
    void release(const std::string& experiment, core::Instant now);

    /// Whose segment the unit is in, or nothing.
    std::optional<std::string> owner_of(std::string_view unit) const;
    /// Ascending.
    std::vector<std::int64_t> free_at(core::Instant now) const;
    const std::map<std::int64_t, Holding>& held() const { return held_; }

private:
    std::string name_;
    core::Micros wash_out_;
    std::map<std::int64_t, Holding> held_; // by segment; one that never had an owner is not in it
};

/// The pointers of the rules that a patch replaces.
std::set<std::string> replaced_by(const core::Value& patch);

/// Whether two experiments in the same sectors must share a namespace (sector-experiments 2.6): they change the same
/// rule, or one a part of what the other changes. Otherwise they may overlap, and their interaction is tested.
bool must_share_namespace(const std::set<std::string>& pointers, const std::set<std::string>& others);

} // namespace parley::lab::design
