// How a business kept its word, counted from its deals. The buyer's last word on a promise decides; a promise that was
// broken once and is kept now was put right.
#pragma once

#include "app/ports/past_deals.hpp"

#include <span>

namespace parley::app {

/// not_judged: due, and the buyer has not said; not_due: nothing can be said yet, so it is not counted.
enum class PromiseFate { kept, put_right, broken, not_judged, not_due };
std::span<const std::string_view> names_of(PromiseFate);

PromiseFate fate_of(const PastPromise& promise, core::Instant now);

inline constexpr std::int64_t few_judged = 5; // below that a share says nothing
inline constexpr std::size_t recent_max = 12;

struct TrustRecord {
    std::int64_t deals = 0;
    std::int64_t kept = 0;
    std::int64_t put_right = 0;
    std::int64_t broken = 0;
    std::int64_t not_judged = 0;
    std::int64_t reviews = 0;
    std::optional<std::int64_t> put_right_s; // the median, from "not kept" to "kept"
    std::vector<PromiseFate> recent;         // of those judged last, newest first

    std::int64_t judged() const { return kept + put_right + broken; }
    /// Kept or put right of those judged, in millionths; nothing where few were.
    std::optional<std::int64_t> kept_ppm() const;
};

/// A simulated business had all its deals; a real one is not judged by buyers who are simulated.
bool counts(const PastDeal& deal);

/// Of the deals that count.
TrustRecord record_of(std::span<const PastDeal> deals, core::Instant now);

} // namespace parley::app
