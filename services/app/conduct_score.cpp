#include "app/conduct_score.hpp"

#include <algorithm>

namespace parley::app {

namespace {

/// What came of the same promise later.
const ConductEvent* later_word(const std::vector<ConductEvent>& events, std::size_t at) {
    const ConductEvent& promise = events[at];
    for (std::size_t later = events.size() - 1; later > at; --later) {
        const ConductEvent& one = events[later];
        const bool is_promise = one.kind == ConductKind::promise_broken || one.kind == ConductKind::promise_mended;
        if (is_promise && one.intent == promise.intent && one.about == promise.about)
            return &one;
    }
    return nullptr;
}

ConductBand band_of(std::int64_t score) {
    return *std::ranges::find_if(conduct_bands, [&](const ConductBand& band) { return score >= band.to; });
}

} // namespace

std::span<const std::string_view> names_of(ConductKind) {
    static constexpr std::array<std::string_view, 5> names{"award_lapsed", "promise_broken", "promise_mended", "report",
                                                           "bulk_message"};
    return names;
}

std::span<const std::string_view> names_of(ConductState) {
    static constexpr std::array<std::string_view, 3> names{"counts", "put_right", "discounted"};
    return names;
}

const ConductWeight* weight_of(ConductKind kind) {
    const auto found = std::ranges::find(conduct_weights, kind, &ConductWeight::kind);
    return found == conduct_weights.end() ? nullptr : &*found;
}

ConductScore conduct_score(const std::vector<ConductEvent>& events, core::Instant now) {
    ConductScore result;
    for (std::size_t at = 0; at < events.size(); ++at) {
        const ConductEvent& event = events[at];
        const ConductWeight* weight = weight_of(event.kind);
        if (weight == nullptr || event.at + conduct_window <= now)
            continue;
        CountedEvent counted{event, weight->points, ConductState::counts};
        if (event.kind == ConductKind::promise_broken) {
            const ConductEvent* later = later_word(events, at);
            if (later != nullptr && later->kind == ConductKind::promise_broken)
                continue; // A promise that was broken again counts once, by its last word.
            if (later != nullptr)
                counted.state = ConductState::put_right;
        }
        if (event.discounted)
            counted.state = ConductState::discounted;
        if (counted.state != ConductState::counts)
            counted.points = 0;
        result.score = std::max<std::int64_t>(0, result.score - counted.points);
        if (!result.limited_since && result.score < conduct_bands.front().to)
            result.limited_since = event.at;
        result.events.push_back(std::move(counted));
    }
    result.band = band_of(result.score);
    std::ranges::reverse(result.events);
    return result;
}

} // namespace parley::app
