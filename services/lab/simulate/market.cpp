#include "lab/simulate/market.hpp"

#include "core/assert.hpp"
#include "lab/simulate/chance.hpp"

#include <algorithm>
#include <iterator>

namespace parley::lab::simulate {

namespace {

using core::BidderNo;
using core::Instant;
using core::Micros;

constexpr Micros snipe_before = core::seconds(1); // the close, or after it where it comes too late
constexpr Instant before_opening = opening - core::seconds(1);
constexpr core::Sender buyer{core::SenderKind::buyer, {}};
constexpr core::Sender system_itself{core::SenderKind::system, {}};

core::BusinessId business_of(BidderNo number) {
    core::BusinessId id;
    id.high = 0xB0;
    id.low = static_cast<std::uint64_t>(number);
    return id;
}
core::OfferId offer_of(BidderNo number) {
    core::OfferId id;
    id.high = 0x0F;
    id.low = static_cast<std::uint64_t>(number);
    return id;
}

/// What it opens with is what it would like best: where offers are sealed there is no second word, elsewhere the whole
/// budget.
core::AutoTerms limit_of(const Participant& one, const Terms& terms) {
    core::AutoTerms limit;
    limit.floor = one.cost;
    limit.opening = terms.rules.format == core::Format::sealed
                        ? one.cost
                        : std::max(one.cost, terms.budget.value_or(core::price_max));
    limit.attributes = one.attributes;
    return limit;
}

/// Whether its auto-offer stands already when it is invited, as most do in the live market.
bool stands_ready(const Participant& one) {
    return one.conduct.strategy == Strategy::truthful && one.conduct.response_s <= 0;
}

/// The participants of one request, each with the moment at which it acts next.
class Agents {
public:
    Agents(Play& play, const Terms& terms, std::span<const Participant> participants, Draws& draws)
        : play_(play), terms_(terms), participants_(participants), draws_(draws), acts_at_(participants.size()),
          is_on_its_way_(participants.size(), false) {
        for (std::size_t i = 0; i < participants_.size(); ++i)
            if (!stands_ready(participants_[i]))
                acts_at_[i] = is_sniper(i) ? closes_at() - snipe_before : opened_at() + answers_after(i);
    }

    void act_until_close() {
        while (const auto next = soonest()) {
            const std::size_t i = *next;
            const Instant at = *acts_at_[i];
            acts_at_[i].reset();
            if (is_sniper(i) && !is_on_its_way_[i] && at < closes_at() - snipe_before)
                acts_at_[i] = closes_at() - snipe_before; // The round was extended.
            else if (act(i, at))
                wake_incremental(at);
        }
        // What is still on its way arrives after the end, and it is for the core to refuse it.
        for (std::size_t i = 0; i < acts_at_.size(); ++i)
            if (is_on_its_way_[i] && acts_at_[i])
                set_auto_offer(i, *acts_at_[i]);
    }

private:
    bool is_sniper(std::size_t i) const { return participants_[i].conduct.strategy == Strategy::sniper; }
    Instant opened_at() const { return play_.state().round()->opens_at; }
    Instant closes_at() const { return play_.state().round()->closes_at; }

    Micros answers_after(std::size_t i) {
        const double mean_s = participants_[i].conduct.response_s;
        if (mean_s <= 0)
            return 0;
        return static_cast<Micros>(exponential(draws_, 1 / mean_s) * static_cast<double>(core::micros_per_s));
    }

    /// Who acts next before the round's end as it is now; of several at once the first invited.
    std::optional<std::size_t> soonest() const {
        std::optional<std::size_t> first;
        if (play_.state().round()->phase != core::RoundPhase::running)
            return first;
        for (std::size_t i = 0; i < acts_at_.size(); ++i)
            if (acts_at_[i] && *acts_at_[i] < closes_at() && (!first || *acts_at_[i] < *acts_at_[*first]))
                first = i;
        return first;
    }

    bool act(std::size_t i, Instant at) {
        const Participant& self = participants_[i];
        const auto active = static_cast<std::int64_t>(participants_.size());
        switch (self.conduct.strategy) {
        case Strategy::equilibrium:
            return offer(
                i, equilibrium_price(self.cost, self.conduct.competitors > 0 ? self.conduct.competitors : active), at);
        case Strategy::truthful:
            return set_auto_offer(i, at);
        case Strategy::sniper:
            return snipe(i, at);
        case Strategy::incremental:
            return undercut(i, at);
        case Strategy::mark_up:
            return offer(i, marked_up(self.cost, self.conduct), at);
        }
        PARLEY_ASSERT(false, "a strategy acts");
        return false;
    }

    static BidderNo number_of(std::size_t i) { return static_cast<BidderNo>(i) + 1; }

    bool offer(std::size_t i, core::Minor price, Instant at) {
        core::PlaceOffer command;
        command.price = price;
        command.attributes = participants_[i].attributes;
        command.confirm = true;
        command.new_id = offer_of(number_of(i));
        return play_.submit_as_bidder(number_of(i), std::move(command), at);
    }

    bool set_auto_offer(std::size_t i, Instant at) {
        return play_.submit_as_bidder(number_of(i), core::SetAutoOffer{limit_of(participants_[i], terms_)}, at);
    }

    /// What is lost in transmission arrives later than the end as it is now: in time only if others move that.
    bool snipe(std::size_t i, Instant at) {
        if (is_on_its_way_[i] || happens(draws_, participants_[i].conduct.transmission)) {
            is_on_its_way_[i] = false;
            return set_auto_offer(i, at);
        }
        is_on_its_way_[i] = true;
        acts_at_[i] = closes_at() + snipe_before;
        return false;
    }

    /// Asks the whole budget where nobody has offered; else as much less than the best as its step and the rules want.
    bool undercut(std::size_t i, Instant at) {
        const core::State& state = play_.state();
        const Participant& self = participants_[i];
        if (state.ranking.empty())
            return offer(i, std::max(self.cost, terms_.budget.value_or(core::price_max)), at);
        const core::Bidder& leader = *state.bidder(state.ranking.front());
        if (leader.number == number_of(i))
            return false;
        const core::Rules& rules = state.round()->rules;
        const core::Minor step =
            std::max({self.conduct.step, rules.lead_min, core::share_rounded_up(leader.offer->score, rules.lead_bp)});
        const core::Minor price = leader.offer->score - step - core::score_of(rules, 0, self.attributes);
        return price >= std::max(self.cost, core::price_min) && offer(i, price, at);
    }

    /// Whoever was undercut thinks about it; whoever cannot go on finds that out when it wakes.
    void wake_incremental(Instant now) {
        for (std::size_t i = 0; i < participants_.size(); ++i)
            if (participants_[i].conduct.strategy == Strategy::incremental && !acts_at_[i] &&
                play_.state().ranking.front() != number_of(i))
                acts_at_[i] = now + std::max<Micros>(answers_after(i), 1);
    }

    Play& play_;
    const Terms& terms_;
    std::span<const Participant> participants_;
    Draws& draws_;
    std::vector<std::optional<Instant>> acts_at_;
    std::vector<bool> is_on_its_way_; // what a sniper sent, to arrive at `acts_at_`
};

/// The buyer's choice and the winner's yes.
std::optional<core::Minor> deal_of(Play& play, const Consumer& consumer, Draws& draws) {
    if (consumer.award == AwardRule::none || !play.pays() || happens(draws, consumer.no_show))
        return std::nullopt;
    const core::State& state = play.state();
    const auto chosen = chosen_by(consumer, state, *play.pays());
    if (!chosen)
        return std::nullopt;
    const core::Offer& offer = *state.bidder(*chosen)->offer;
    const core::Minor price = *chosen == state.ranking.front() ? *play.pays() : offer.price;
    const Instant at = state.at + core::settle;
    const bool made = play.submit(core::Award{offer.id, ""}, buyer, at) &&
                      play.submit_as_bidder(*chosen, core::ConfirmAward{}, at + 1);
    return made ? std::optional(price) : std::nullopt;
}

/// Invites them, with the auto-offers that stand ready, and opens the round when it is due.
void open_round(Play& play, const Terms& terms, std::span<const Participant> participants, std::size_t invited) {
    PARLEY_ASSERT(participants.size() <= invited && invited <= Market::invited_most,
                  "those who take part were invited");
    core::Invite everybody;
    for (std::size_t i = 0; i < invited; ++i) {
        core::Invitee& invitee = everybody.invitees.emplace_back();
        invitee.business.id = business_of(static_cast<BidderNo>(i) + 1);
        invitee.business.simulated = true;
        if (i < participants.size() && stands_ready(participants[i]))
            invitee.auto_offer = limit_of(participants[i], terms);
    }
    const bool made = play.submit(std::move(everybody), system_itself, play.state().at) &&
                      play.submit(core::Tick{}, system_itself, play.state().round()->opens_at);
    PARLEY_ASSERT(made, "a scheduled round opens");
}

/// From the opening of the round.
Outcome play_out(Play& play, const Terms& terms, std::span<const Participant> participants, const Consumer& consumer,
                 Draws& draws) {
    const Instant scheduled_close = play.state().round()->closes_at;
    Agents(play, terms, participants, draws).act_until_close();
    play.close();
    Outcome outcome;
    const core::RoundState& round = *play.state().round();
    outcome.offers = static_cast<std::int64_t>(round.ranking.size());
    outcome.pays = play.pays();
    if (!round.ranking.empty())
        outcome.first = static_cast<std::size_t>(round.ranking.front()) - 1;
    outcome.overtime = *round.closed_at - scheduled_close;
    outcome.extensions = round.extensions;
    outcome.price = deal_of(play, consumer, draws);
    outcome.refused = play.refused();
    return outcome;
}

} // namespace

bool Play::submit(core::Command command, const core::Sender& sender, Instant at) {
    const core::Envelope envelope{std::move(command), sender, "", "", at};
    auto decided = core::decide(state_, envelope, at + core::settle);
    if (!decided) {
        ++refused_;
        return false;
    }
    PARLEY_ASSERT(!decided->hold, "what has settled is decided");
    for (const core::Record& record : decided->records)
        if (const auto* closed = std::get_if<core::RoundClosed>(&record.event))
            pays_ = closed->pays;
    if (log_ != nullptr)
        log_->insert(log_->end(), std::make_move_iterator(decided->records.begin()),
                     std::make_move_iterator(decided->records.end()));
    state_ = std::move(decided->state);
    return true;
}

bool Play::submit_as_bidder(BidderNo number, core::Command command, Instant at) {
    return submit(std::move(command), {core::SenderKind::business, business_of(number)}, at);
}

void Play::close() {
    while (state_.lifecycle == core::Lifecycle::open)
        submit(core::Tick{}, system_itself, *core::next_due(state_));
}

const core::State& Market::scheduled() {
    if (scheduled_)
        return *scheduled_;
    core::IntentCreated intent;
    intent.title = "Simulated";
    intent.budget = terms_.budget;
    intent.budget_sealed = terms_.budget_sealed;
    intent.simulated = true;
    intent.extend_if_empty = false;
    intent.plan.rounds = {{terms_.rules, 0, {}}};
    Play play{core::State{}};
    const bool made = play.submit(core::Create{intent}, buyer, before_opening) &&
                      play.submit(core::Confirm{opening, 0}, buyer, before_opening);
    PARLEY_ASSERT(made, "nothing stands in the way of a new request");
    return scheduled_.emplace(play.state());
}

Play Market::begin(std::span<const Participant> participants, std::size_t invited) {
    Play play(scheduled());
    open_round(play, terms_, participants, invited);
    return play;
}

const core::State& Market::opened(std::size_t invited) {
    if (opened_.size() <= invited)
        opened_.resize(invited + 1);
    if (!opened_[invited])
        opened_[invited] = begin({}, invited).state();
    return *opened_[invited];
}

Outcome Market::play(std::span<const Participant> participants, std::size_t invited, const Consumer& consumer,
                     Draws& draws) {
    PARLEY_ASSERT(participants.size() <= invited, "only those who were invited take part");
    // Inviting costs more than a copy, and pays where it brings the auto-offers along.
    Play play = std::ranges::any_of(participants, stands_ready) ? begin(participants, invited) : Play(opened(invited));
    return play_out(play, terms_, participants, consumer, draws);
}

Outcome play_posted(Play& play, std::span<const Participant> participants, std::size_t invited,
                    const Consumer& consumer, Draws& draws) {
    const core::State& state = play.state();
    PARLEY_ASSERT(state.round() != nullptr, "a request that was confirmed has a round");
    const Terms terms{state.round()->rules, state.intent.budget, state.intent.budget_sealed};
    open_round(play, terms, participants, invited);
    return play_out(play, terms, participants, consumer, draws);
}

} // namespace parley::lab::simulate
