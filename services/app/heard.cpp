#include "app/heard.hpp"

#include <algorithm>
#include <utility>

namespace parley::app {

namespace {

constexpr std::size_t intents_max = 512;

} // namespace

void ShownLog::add(std::int64_t seq, const Shown& shown) {
    last_seq_ = seq;
    if (shown.an_offer)
        with_an_offer_.push_back(seq);
    for (const core::OfferId& offer : shown.offers)
        offers_.try_emplace(offer, seq);
    if (shown.intent)
        intents_[seq] = *shown.intent;
    if (intents_.size() > intents_max)
        intents_.erase(intents_.begin());
}

void ShownLog::collect(std::int64_t after, std::int64_t to, Seen& seen) const {
    const auto offered = std::ranges::upper_bound(with_an_offer_, after);
    seen.an_offer = seen.an_offer || (offered != with_an_offer_.end() && *offered <= to);
    for (const auto& [offer, seq] : offers_)
        if (seq > after && seq <= to)
            seen.offers.insert(offer);
    for (auto named = intents_.upper_bound(after); named != intents_.end() && named->first <= to; ++named)
        seen.intents.insert(named->second);
}

void Heard::begin(std::shared_ptr<const ShownLog> told, std::int64_t from) {
    told_ = std::move(told);
    from_ = from;
}

Seen Heard::acknowledge(std::int64_t seq) {
    const std::int64_t last = std::max(missed_.last_seq(), told_ ? told_->last_seq() : 0);
    const std::int64_t to = std::min(seq, last);
    Seen seen;
    missed_.collect(seen_to_, to, seen);
    if (told_)
        told_->collect(std::max(seen_to_, from_), to, seen);
    seen.latest = to == last;
    seen.an_offer = seen.an_offer && !std::exchange(offer_seen_, true);
    seen_to_ = std::max(seen_to_, to);
    return seen;
}

} // namespace parley::app
