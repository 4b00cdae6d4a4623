// What became of one invitation of one business, step by step, as its log tells it; the steps are defined once, in
// sql/0026_numbers.sql. The funnel, the win rates and the quality of a business are sums over these.
#pragma once

#include "core/event.hpp"
#include "core/guide/returns.hpp"
#include "core/money.hpp"
#include "core/rules.hpp"

#include <array>
#include <optional>
#include <string>

namespace parley::core {

/// In the order in which an invitation comes to them. `repeat` is a sale to a buyer who had bought there before.
enum class FunnelStep { matched, seen, offered, opened, shortlisted, accepted, fulfilled, repeat };
std::span<const std::string_view> names_of(FunnelStep);
inline constexpr std::size_t funnel_steps = 8;

struct Chance {
    IntentId intent;
    std::string sector;
    Sale buyer;               // where the buyer comes from; its price is that of the sale, 0 where there is none
    bool is_over = false;     // nothing can be won any more
    bool nobody_sold = false; // it is over without a deal of anybody
    std::array<std::optional<Instant>, funnel_steps> reached;
    std::optional<Instant> answered_at; // an offer, advice or a plain no
    std::optional<Instant> first_close_at;
    bool was_lead = false; // the buyer wrote to it or put it on the short list: it was more likely to buy
    std::int64_t questions = 0;
    std::int64_t questions_answered = 0;
    std::int64_t promises_judged = 0;
    std::int64_t promises_kept = 0;

    // Of its last offer; nothing is known of what an erasure took.
    std::optional<std::int64_t> rank; // among the standing offers of the last close; nothing where rules hide it
    std::optional<Disposition> disposition;
    std::string reason;
    std::string band; // how far above the winner
    std::optional<std::int64_t> delivery_days;
    std::optional<std::int64_t> warranty_months;
    std::optional<Fulfilment> fulfilment;
    bool has_photo = false;
    bool has_returns = false;
    bool has_person = false;
    bool has_other_price = false;
    bool automatic = false;

    bool came_to(FunnelStep step) const { return reached[static_cast<std::size_t>(step)].has_value(); }
};

} // namespace parley::core
