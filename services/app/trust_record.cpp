#include "app/trust_record.hpp"

#include <algorithm>

namespace parley::app {

namespace {

constexpr std::string_view fate_names[] = {"kept", "put_right", "broken", "not_judged", "not_due"};

PastPromise* promise_in(PastDeal& deal, std::int64_t number) {
    const auto found = std::ranges::find(deal.promises, number, &PastPromise::number);
    return found == deal.promises.end() ? nullptr : &*found;
}

/// Adds what one kind of event says; most say nothing of a deal.
struct Adding {
    PastDeal& deal;
    core::Instant at;
    bool has_words = false;

    void take(const core::OfferTerms& offer) const {
        if (offer.bidder == deal.bidder)
            deal.is_automatic = offer.automatic;
    }
    void operator()(const core::OfferPlaced& event) const { take(event); }
    void operator()(const core::OfferRevised& event) const { take(event); }
    void operator()(const core::PromiseMade& event) const {
        deal.promises.push_back({event.promise, event.kind, event.due_at, {}});
    }
    void operator()(const core::PromiseJudged& event) const {
        if (PastPromise* promise = promise_in(deal, event.promise))
            promise->judgements.push_back({at, event.kept});
    }
    void operator()(const core::Reviewed& event) const {
        deal.review =
            DealReview{at, event.rating, event.incentive, has_words ? std::optional(event.text) : std::nullopt};
    }
    template <class Other>
    void operator()(const Other&) const {}
};

/// From the first "not kept" to the last word.
core::Micros time_to_right(const PastPromise& promise) {
    return promise.judgements.back().at - std::ranges::find(promise.judgements, false, &Judgement::kept)->at;
}

/// The one in the middle; of two the longer, so that nothing is flattered.
std::optional<std::int64_t> median_s(std::vector<core::Micros> times) {
    if (times.empty())
        return std::nullopt;
    const auto middle = times.begin() + static_cast<std::ptrdiff_t>(times.size() / 2);
    std::ranges::nth_element(times, middle);
    return *middle / core::micros_per_s;
}

} // namespace

std::span<const std::string_view> names_of(PromiseFate) {
    return fate_names;
}

void add_event(PastDeal& deal, core::Instant at, const core::Event& event, bool has_words) {
    std::visit(Adding{deal, at, has_words}, event);
}

PromiseFate fate_of(const PastPromise& promise, core::Instant now) {
    if (promise.judgements.empty())
        return promise.due_at && *promise.due_at > now ? PromiseFate::not_due : PromiseFate::not_judged;
    if (!promise.judgements.back().kept)
        return PromiseFate::broken;
    return std::ranges::all_of(promise.judgements, &Judgement::kept) ? PromiseFate::kept : PromiseFate::put_right;
}

std::optional<std::int64_t> TrustRecord::kept_ppm() const {
    if (judged() < few_judged)
        return std::nullopt;
    return (kept + put_right) * 1'000'000 / judged();
}

bool counts(const PastDeal& deal) {
    return deal.is_business_simulated || !deal.is_buyer_simulated;
}

TrustRecord record_of(std::span<const PastDeal> deals, core::Instant now) {
    TrustRecord record;
    std::vector<core::Micros> times;
    std::vector<std::pair<core::Instant, PromiseFate>> judged;
    for (const PastDeal& deal : deals) {
        if (!counts(deal))
            continue;
        ++record.deals;
        record.reviews += deal.review ? 1 : 0;
        for (const PastPromise& promise : deal.promises) {
            const PromiseFate fate = fate_of(promise, now);
            record.kept += fate == PromiseFate::kept ? 1 : 0;
            record.put_right += fate == PromiseFate::put_right ? 1 : 0;
            record.broken += fate == PromiseFate::broken ? 1 : 0;
            record.not_judged += fate == PromiseFate::not_judged ? 1 : 0;
            if (fate == PromiseFate::put_right)
                times.push_back(time_to_right(promise));
            if (!promise.judgements.empty())
                judged.emplace_back(promise.judgements.back().at, fate);
        }
    }
    record.put_right_s = median_s(std::move(times));
    std::ranges::stable_sort(judged, std::ranges::greater{}, [](const auto& one) { return one.first; });
    for (std::size_t i = 0; i < std::min(judged.size(), recent_max); ++i)
        record.recent.push_back(judged[i].second);
    return record;
}

} // namespace parley::app
