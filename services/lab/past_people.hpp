// One simulated request: its buyer, the shops that were asked, and what each of them does when.
#pragma once

#include "core/decide.hpp"
#include "lab/draws.hpp"
#include "lab/history.hpp"

#include <queue>

namespace parley::lab {

class PastPeople {
public:
    /// `world`, `index` and `shop_of` outlive it.
    PastPeople(const HistoryWorld& world, const core::MatchIndex& index,
               const std::map<core::BusinessId, std::size_t>& shop_of, core::IntentId id, std::uint64_t seed);

    /// Posts the wish at that instant and plays it to its end.
    void play(const Wish& wish, core::NamedPlace place, core::Minor budget, core::Instant posted_at);

    const core::State& state() const { return state_; }
    std::vector<core::Record> take_log() { return std::move(log_); }

private:
    using Deed = std::function<void(core::Instant)>;
    struct Planned {
        core::Instant at;
        std::size_t order = 0; // of those at one instant, the first planned comes first
        Deed deed;
        bool operator>(const Planned& other) const { return at != other.at ? at > other.at : order > other.order; }
    };

    void plan(core::Instant at, Deed deed);
    void run();
    bool submit(core::Command command, core::Sender sender, core::Instant at);
    bool submit_of(const core::Bidder& bidder, core::Command command, core::Instant at);
    bool submit_of_buyer(core::Command command, core::Instant at);
    void look_at_news(std::size_t from);

    void invite(core::Instant at);
    void answer(core::BidderNo number, core::Instant invited_at);
    void improve(core::BidderNo number, core::Instant at);
    void decide_on_offers(core::Instant at);
    void after_deal(core::Instant at);
    void judge(std::int64_t promise, core::Instant at);
    void buyer_will(core::Command command, core::Instant at);
    void winner_will(core::Command command, core::Instant at);
    const SimulatedShop& shop(core::BidderNo number) const;
    core::Minor price_at(std::int64_t ppm) const;

    const HistoryWorld& world_;
    const core::MatchIndex& index_;
    const std::map<core::BusinessId, std::size_t>& shop_of_;
    core::IntentId id_;
    Draws draws_;
    core::State state_;
    std::vector<core::Record> log_;
    std::priority_queue<Planned, std::vector<Planned>, std::greater<>> plans_;
    std::size_t planned_ = 0;
    std::int64_t interest_ppm_ = 0; // how many shops answer this wish
};

} // namespace parley::lab
