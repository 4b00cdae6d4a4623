#include "lab/history.hpp"

#include "core/assert.hpp"
#include "lab/past_people.hpp"

#include <algorithm>

namespace parley::lab {

namespace {

using core::seconds;

constexpr std::int64_t day_s = 86'400, opens_s = 8 * 3'600, shuts_s = 20 * 3'600;
constexpr core::Micros time_to_end = seconds(8 * 3'600); // between the last posting and the end of the month

/// The instants of posting: days and hours as people keep them, none so late that it could not come to an end.
std::vector<core::Instant> posting_times(Draws& draws, std::size_t count, core::Instant until) {
    const core::Instant last = until - time_to_end;
    const core::Instant first = until - seconds(history_days * day_s);
    std::vector<core::Instant> times;
    while (times.size() < count) {
        const core::Instant midnight{first.us - first.us % seconds(day_s)};
        const core::Instant at = midnight + seconds(draws.between(0, history_days) * day_s) +
                                 seconds(draws.between(opens_s, shuts_s)) + draws.between(0, core::micros_per_s - 1);
        if (at >= first && at < last)
            times.push_back(at);
    }
    std::ranges::sort(times);
    return times;
}

} // namespace

core::IntentId past_id(std::uint64_t seed, std::size_t n) {
    const auto hash = digest::sha256("history/" + std::to_string(seed) + '/' + std::to_string(n));
    std::array<std::uint8_t, 16> bytes;
    std::copy_n(hash.begin(), bytes.size(), bytes.begin());
    return core::id_from_bytes<core::IntentId>(bytes);
}

std::optional<core::PastRound> past_round_of(const core::State& state, const std::vector<core::Record>& log) {
    core::PastRound past;
    past.place = state.intent.coarse.at;
    std::optional<core::Instant> opened_at;
    bool is_over = false;
    for (const core::Record& record : log) {
        if (std::holds_alternative<core::RoundOpened>(record.event) && !opened_at)
            opened_at = record.at;
        if (std::holds_alternative<core::OfferPlaced>(record.event)) {
            ++past.offers;
            if (!past.first_offer_s)
                past.first_offer_s = (record.at - *opened_at) / core::micros_per_s;
        }
        if (const auto* closed = std::get_if<core::RoundClosed>(&record.event);
            closed != nullptr && closed->cause != core::CloseCause::cancelled) {
            past.ended_at = record.at;
            is_over = true;
        }
        if (const auto* made = std::get_if<core::PromiseMade>(&record.event);
            made != nullptr && made->kind == core::PromiseKind::price)
            past.sold_for = made->amount;
    }
    return is_over && state.lifecycle != core::Lifecycle::open ? std::optional(past) : std::nullopt;
}

History::History(HistoryWorld world) : world_(std::move(world)), index_(world_.sectors) {
    for (std::size_t i = 0; i < world_.shops.size(); ++i) {
        index_.put(world_.shops[i].shop);
        shop_of_[world_.shops[i].shop.id] = i;
    }
    Draws draws(world_.seed);
    posted_at_ = posting_times(draws, world_.wishes.empty() ? 0 : world_.requests, world_.until);
}

PastRequest History::next() {
    PARLEY_ASSERT(played_ < size(), "there is a next request");
    const core::IntentId id = past_id(world_.seed, played_);
    const core::Instant posted_at = posted_at_[played_++];
    Draws draws(id.high);
    const auto last = static_cast<std::int64_t>(world_.wishes.size()) - 1;
    const Wish& wish = world_.wishes[static_cast<std::size_t>(draws.mostly_small(0, last))];
    const core::NamedPlace& place = world_.wishes[static_cast<std::size_t>(draws.between(0, last))].place;
    const core::Minor budget = wish.budget * draws.between(75, 130) / 100;
    PastRequest request;
    request.id = id;
    std::vector<core::PastRound> known;
    for (const core::PastRound& round : over_[wish.sector])
        if (round.ended_at <= posted_at)
            known.push_back(round);
    request.forecast = core::guide_of(known, place.at).forecast;
    PastPeople people(world_, index_, shop_of_, id, id.low);
    people.play(wish, place, std::max<core::Minor>(budget - budget % 500, 500), posted_at);
    request.state = people.state();
    request.log = people.take_log();
    if (const auto past = past_round_of(request.state, request.log))
        over_[wish.sector].push_back(*past);
    return request;
}

} // namespace parley::lab
