// What the rules of a round say, in the naive market.
#include "core/naive/naive_market.hpp"

#include <algorithm>

namespace parley::core::naive {

namespace {
constexpr std::int64_t second = 1'000'000;
}

Minor NaiveMarket::score(Minor price, const Attributes& attributes) const {
    Minor sum = price;
    for (const ScoringTerm& term : rules_.scoring)
        if (attributes.contains(term.attribute))
            sum += term.minor_per_unit * attributes.at(term.attribute);
    return sum;
}

Minor NaiveMarket::step(Minor amount, std::int64_t bp, Minor least) {
    Minor share = amount > 0 ? amount * bp / 10'000 : 0;
    if (amount > 0 && amount * bp % 10'000 != 0)
        ++share;
    return share > least ? share : least;
}

std::vector<int> NaiveMarket::ranking() const {
    std::vector<int> order;
    for (const NaiveBidder& bidder : bidders_)
        if (bidder.offer.made && bidder.offer.standing)
            order.push_back(bidder.number);
    for (std::size_t i = 0; i < order.size(); ++i) // bubbles up: slow and plain
        for (std::size_t j = i + 1; j < order.size(); ++j) {
            const NaiveOffer& a = at(order[i]).offer;
            const NaiveOffer& b = at(order[j]).offer;
            const bool wrong = b.score != a.score ? b.score < a.score : b.at != a.at ? b.at < a.at : b.seq < a.seq;
            if (wrong)
                std::swap(order[i], order[j]);
        }
    return order;
}

int NaiveMarket::place_of(int number) const {
    const std::vector<int> order = ranking();
    for (std::size_t i = 0; i < order.size(); ++i)
        if (order[i] == number)
            return static_cast<int>(i) + 1;
    return 0;
}

const NaiveOffer* NaiveMarket::best_of_others(int number) const {
    for (const int other : ranking())
        if (other != number)
            return &at(other).offer;
    return nullptr;
}

bool NaiveMarket::secret() const {
    if (!running())
        return false;
    return rules_.format == Format::sealed || (rules_.format == Format::turns && of_turns_ == 0);
}

bool NaiveMarket::times_are_secret() const {
    return running() && (rules_.format == Format::sealed || rules_.format == Format::turns);
}

std::string NaiveMarket::judge_money(Minor price) const {
    if (price < 1 || price > 10'000'000'000)
        return "price_out_of_range";
    if (rules_.ceiling_enforce && intent_.budget && price > *intent_.budget)
        return "above_budget";
    return "";
}

bool NaiveMarket::is_my_turn(const NaiveBidder& bidder, std::int64_t received) const {
    return turns_ended_ < turns_.size() && turns_[turns_ended_].bidder == bidder.number &&
           received >= turns_[turns_ended_].from;
}

std::string NaiveMarket::judge_own(const NaiveOffer& own, const PlaceOffer& offer) const {
    if (!own.standing)
        return "";
    if (offer.price == own.price && offer.attributes == own.attributes && offer.message == own.message &&
        offer.details == own.details)
        return "unchanged";
    if (offer.price > own.price)
        return rules_.allow_raise ? "" : "raise_not_allowed";
    const Minor fall = own.price - offer.price;
    if (fall > 0 && fall < step(own.price, rules_.own_bp, rules_.own_min))
        return "step_too_small";
    if (rules_.max_drop_bp > 0 && !offer.confirm && fall > step(own.price, rules_.max_drop_bp, 0))
        return "drop_needs_confirm";
    return "";
}

std::string NaiveMarket::judge_lead(const NaiveBidder& bidder, Minor price, const Attributes& attributes) const {
    const NaiveOffer* rival = best_of_others(bidder.number);
    if (rival == nullptr || place_of(bidder.number) == 1)
        return "";
    const Minor mine = score(price, attributes);
    const Minor least = step(rival->score, rules_.lead_bp, rules_.lead_min);
    if (mine < rival->score && mine > rival->score - least)
        return "lead_step_too_small";
    if (rules_.lead_scope == LeadScope::every_offer && (mine >= rival->score || mine > rival->score - least))
        return "lead_step_too_small";
    return "";
}

std::string NaiveMarket::judge(const NaiveBidder& bidder, const PlaceOffer& offer, std::int64_t received) const {
    const bool clock = rules_.format == Format::rising_clock || rules_.format == Format::falling_clock;
    if (clock)
        return bidder.out ? "dropped_out" : "clock_sets_price";
    const bool in_turns = rules_.format == Format::turns && of_turns_ > 0;
    if (in_turns && !is_my_turn(bidder, received))
        return "not_your_turn";
    if (const std::string wrong = judge_money(offer.price); !wrong.empty())
        return wrong;
    if (in_turns) {
        const NaiveOffer& own = bidder.offer;
        const std::int64_t used = bidder.turn_offer.made ? bidder.turn_offer.revisions : own.revisions;
        if (rules_.max_revisions > 0 && used >= rules_.max_revisions)
            return "too_many_revisions";
        if (score(offer.price, offer.attributes) + step(own.price, rules_.own_bp, rules_.own_min) > own.score)
            return "step_too_small";
        const Minor fall = own.price - offer.price;
        if (rules_.max_drop_bp > 0 && !offer.confirm && fall > step(own.price, rules_.max_drop_bp, 0))
            return "drop_needs_confirm";
        return "";
    }
    if (bidder.offer.made && rules_.max_revisions > 0 && bidder.offer.revisions >= rules_.max_revisions)
        return "too_many_revisions";
    if (bidder.offer.made) {
        const std::string own = judge_own(bidder.offer, offer);
        const bool undercuts = rules_.format == Format::open && !rules_.self_outbid && place_of(bidder.number) == 1 &&
                               score(offer.price, offer.attributes) < bidder.offer.score;
        if (own == "unchanged" || own == "raise_not_allowed")
            return own;
        if (undercuts)
            return "already_leading";
        if (!own.empty())
            return own;
    }
    if (rules_.format == Format::sealed || rules_.format == Format::turns)
        return "";
    if (const std::string wrong = judge_lead(bidder, offer.price, offer.attributes); !wrong.empty())
        return wrong;
    if (rules_.ties == Ties::refuse)
        for (const NaiveBidder& other : bidders_)
            if (other.number != bidder.number && other.offer.made && other.offer.standing &&
                other.offer.score == score(offer.price, offer.attributes))
                return "tie_refused";
    return "";
}

// --- clocks ----------------------------------------------------------------------------------------------------

Minor NaiveMarket::clock_price(std::int64_t level) const {
    const Minor moved = level * rules_.clock.change;
    return rules_.format == Format::falling_clock ? rules_.clock.start - moved : rules_.clock.start + moved;
}

std::int64_t NaiveMarket::clock_levels() const {
    std::int64_t levels = 0;
    if (rules_.format == Format::falling_clock) {
        while (clock_price(levels) >= std::max<Minor>(rules_.clock.stop, 1))
            ++levels;
    } else if (rules_.clock.stop > 0) {
        while (clock_price(levels) <= rules_.clock.stop)
            ++levels;
    } else {
        while (levels * rules_.clock.every_s < rules_.duration_s)
            ++levels;
    }
    return levels;
}

Minor NaiveMarket::clock_price_at(std::int64_t received) const {
    if (rules_.format == Format::falling_clock)
        return clock_price(level_);
    std::int64_t level = 0;
    while (level + 1 < clock_levels() && opens_ + outage_ + (level + 1) * rules_.clock.every_s * second <= received)
        ++level;
    return clock_price(level);
}

// --- auto-offers -----------------------------------------------------------------------------------------------

Minor NaiveMarket::auto_opening(const NaiveBidder& bidder) const {
    Minor price = bidder.terms.opening;
    if (intent_.budget && !intent_.budget_sealed && price > *intent_.budget)
        price = std::max(bidder.terms.floor, *intent_.budget);
    return price;
}

bool NaiveMarket::auto_shut_out(const NaiveBidder& bidder) const {
    if (!rules_.ceiling_enforce || !intent_.budget)
        return false;
    const bool opens = !bidder.offer.made || !bidder.offer.standing;
    return (intent_.budget_sealed && opens ? bidder.terms.opening : bidder.terms.floor) > *intent_.budget;
}

bool NaiveMarket::auto_wants(const NaiveBidder& bidder) const {
    if (!running() || !bidder.has_auto || bidder.declined || !bidder.admitted)
        return false;
    if (bidder.blocked && !bidder.offer.made)
        return false;
    const bool stands = bidder.offer.made && bidder.offer.standing;
    switch (rules_.format) {
    case Format::sealed:
        return !stands && !auto_shut_out(bidder);
    case Format::open:
        if (!stands)
            return !auto_shut_out(bidder);
        return !auto_shut_out(bidder) && judge_money(auto_price(bidder, 0)).empty() && place_of(bidder.number) > 1 &&
               bidder.offer.price > bidder.terms.floor &&
               bidder.offer.score > score(bidder.terms.floor, bidder.terms.attributes);
    case Format::turns:
        if (of_turns_ == 0)
            return !stands && !auto_shut_out(bidder);
        return turns_ended_ < turns_.size() && turns_[turns_ended_].bidder == bidder.number &&
               !bidder.turn_offer.made && place_of(bidder.number) > 1 && auto_price(bidder, 0) >= bidder.terms.floor &&
               judge_money(auto_price(bidder, 0)).empty();
    case Format::rising_clock:
        return !stands && !auto_shut_out(bidder) && bidder.terms.floor <= clock_price(clock_levels() - 1);
    case Format::falling_clock:
        return !bidder.out && bidder.accepted_level < level_ && judge_money(clock_price(level_)).empty() &&
               clock_price(level_) >= bidder.terms.floor;
    }
    return false;
}

std::int64_t NaiveMarket::auto_when(const NaiveBidder& bidder, std::int64_t now) const {
    if (rules_.format == Format::falling_clock)
        return now;
    if (rules_.format == Format::rising_clock) {
        std::int64_t level = 0;
        while (clock_price(level) < bidder.terms.floor)
            ++level;
        const std::int64_t when = std::max(now, opens_ + outage_ + level * rules_.clock.every_s * second);
        return judge_money(clock_price_at(when)).empty() ? when : closes_;
    }
    if (rules_.format == Format::turns && turns_ended_ < turns_.size())
        return std::max(now, turns_[turns_ended_].from) + bidder.terms.respond_after;
    return now + bidder.terms.respond_after;
}

bool NaiveMarket::auto_first(const NaiveBidder& one, const NaiveBidder& other) const {
    if (rules_.format == Format::open) {
        const Minor floor_one = score(one.terms.floor, one.terms.attributes);
        const Minor floor_other = score(other.terms.floor, other.terms.attributes);
        if (floor_one != floor_other)
            return floor_one > floor_other;
    }
    return one.auto_since < other.auto_since;
}

bool NaiveMarket::duels(const NaiveBidder& bidder) const {
    return bidder.has_auto && bidder.terms.respond_after == 0 && !bidder.declined && bidder.admitted &&
           !(bidder.blocked && !bidder.offer.made) && !auto_shut_out(bidder);
}

Minor NaiveMarket::auto_price(const NaiveBidder& bidder, std::int64_t at_time) const {
    const Minor quality = score(0, bidder.terms.attributes);
    const bool stands = bidder.offer.made && bidder.offer.standing;
    const NaiveOffer* rival = best_of_others(bidder.number);
    if (rules_.format == Format::rising_clock || rules_.format == Format::falling_clock)
        return clock_price_at(at_time);
    if (rules_.format == Format::turns && of_turns_ > 0) {
        const Minor own = bidder.offer.score - step(bidder.offer.price, rules_.own_bp, rules_.own_min) - quality;
        const Minor lead = rival != nullptr ? rival->score - 1 - quality : own;
        return auto_capped(std::min(own, std::max(lead, bidder.terms.floor)));
    }
    if (rules_.format != Format::open)
        return auto_opening(bidder);
    for (const NaiveBidder& other : bidders_)
        if (other.number != bidder.number && duels(bidder) && duels(other) &&
            score(other.terms.floor, other.terms.attributes) <= score(bidder.terms.floor, bidder.terms.attributes))
            return bidder.terms.floor;
    Minor price = stands ? bidder.offer.price : auto_opening(bidder);
    if (rival != nullptr) {
        const Minor least = std::max<Minor>(1, step(rival->score, rules_.lead_bp, rules_.lead_min));
        price = std::min(price, rival->score - least - quality);
        if (stands)
            price = std::min(price, bidder.offer.price - step(bidder.offer.price, rules_.own_bp, rules_.own_min));
    }
    return std::max(auto_capped(price), bidder.terms.floor);
}

/// A price above an enforced ceiling comes down to it, unless that would tell what is sealed.
Minor NaiveMarket::auto_capped(Minor price) const {
    const bool known = rules_.ceiling_enforce && intent_.budget && !intent_.budget_sealed;
    return known ? std::min(price, *intent_.budget) : price;
}

/// In a duel at once the one that must lose goes to its floor before the other moves.
const NaiveBidder* NaiveMarket::sent_down(const NaiveBidder& newcomer) const {
    if (rules_.format != Format::open || !duels(newcomer))
        return nullptr;
    const Minor mine = score(newcomer.terms.floor, newcomer.terms.attributes);
    const NaiveBidder* first = nullptr;
    for (const NaiveBidder& rival : bidders_) {
        if (rival.number == newcomer.number || !duels(rival) || !rival.offer.made || !rival.offer.standing)
            continue;
        const Minor theirs = score(rival.terms.floor, rival.terms.attributes);
        const bool at_its_floor = rival.offer.price <= rival.terms.floor || rival.offer.score <= theirs;
        const bool loses = theirs > mine || (theirs == mine && rival.auto_since < newcomer.auto_since);
        if (at_its_floor || !loses)
            continue;
        if (first == nullptr || auto_first(rival, *first))
            first = &rival;
    }
    return first;
}

} // namespace parley::core::naive
