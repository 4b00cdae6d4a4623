#include "lab/past_people.hpp"

#include "core/assert.hpp"
#include "core/matching/waves.hpp"

#include <algorithm>
#include <array>

namespace parley::lab {

namespace {

using core::seconds;

constexpr std::int64_t minute = 60, hour = 3'600, day = 86'400;

// How people are here, in millionths. Nothing rests on these figures; they make a past with something of everything.
constexpr std::int64_t nobody_wants_it = 90'000, buyer_takes_best = 800'000, buyer_declines_all = 90'000;
constexpr std::int64_t shop_confirms = 950'000, delivers_as_promised = 870'000, repairs = 700'000, reviews = 600'000;

template <class AnyId>
AnyId id_for(const std::string& name) {
    const auto hash = digest::sha256(name);
    std::array<std::uint8_t, 16> bytes;
    std::copy_n(hash.begin(), bytes.size(), bytes.begin());
    return core::id_from_bytes<AnyId>(bytes);
}

constexpr std::array<const char*, 3> glad{"As agreed, on the day, and friendly with it.",
                                          "Better than I had hoped for at this price.",
                                          "Quick answers before and after, and nothing to add."};
constexpr std::array<const char*, 3> cross{"It came late and nobody had told me.",
                                           "Not what was promised, though they did try to put it right.",
                                           "I would ask somebody else the next time."};

/// Whole pounds, as people write them.
core::Minor rounded(core::Minor price) {
    return std::max<core::Minor>(price - price % 100, 100);
}

} // namespace

PastPeople::PastPeople(const HistoryWorld& world, const core::MatchIndex& index,
                       const std::map<core::BusinessId, std::size_t>& shop_of, core::IntentId id, std::uint64_t seed)
    : world_(world), index_(index), shop_of_(shop_of), id_(id), draws_(seed) {}

// --- the course of things --------------------------------------------------------------------------------------

void PastPeople::plan(core::Instant at, Deed deed) {
    if (at < world_.until)
        plans_.push({at, planned_++, std::move(deed)});
}

void PastPeople::run() {
    for (;;) {
        const auto due = core::next_due(state_);
        if (!plans_.empty() && (!due || plans_.top().at < *due)) {
            const Planned next = plans_.top();
            plans_.pop();
            next.deed(next.at);
        } else if (due && *due < world_.until) {
            submit(core::Tick{}, {core::SenderKind::system, {}}, *due);
        } else {
            return;
        }
    }
}

bool PastPeople::submit(core::Command command, core::Sender sender, core::Instant at) {
    // Nothing is in flight here, so nothing is waited for.
    auto decided = core::decide(state_, {std::move(command), sender, "", "", at}, at + core::settle);
    if (!decided)
        return false;
    PARLEY_ASSERT(!decided->hold, "what has settled is decided");
    const std::size_t from = log_.size();
    state_ = std::move(decided->state);
    std::ranges::move(decided->records, std::back_inserter(log_));
    look_at_news(from);
    return true;
}

bool PastPeople::submit_of(const core::Bidder& bidder, core::Command command, core::Instant at) {
    return submit(std::move(command), {core::SenderKind::business, bidder.business.id}, at);
}

bool PastPeople::submit_of_buyer(core::Command command, core::Instant at) {
    return submit(std::move(command), {core::SenderKind::buyer, {}}, at);
}

/// What happened makes people do something, later.
void PastPeople::look_at_news(std::size_t from) {
    for (std::size_t i = from; i < log_.size(); ++i) {
        const core::Instant at = log_[i].at;
        const core::Event event = log_[i].event;
        if (std::holds_alternative<core::RoundOpened>(event)) {
            plan(at, [this](core::Instant now) { invite(now); });
            const std::int64_t top_up = state_.round()->rules.top_up_after_s;
            if (top_up > 0)
                plan(at + seconds(top_up), [this](core::Instant now) { invite(now); });
        } else if (const auto* invited = std::get_if<core::Invited>(&event)) {
            answer(invited->bidder, at);
        } else if (std::holds_alternative<core::RoundClosed>(event) ||
                   std::holds_alternative<core::AwardLapsed>(event)) {
            plan(at + seconds(draws_.mostly_small(3 * minute, 3 * hour)),
                 [this](core::Instant now) { decide_on_offers(now); });
        } else if (std::holds_alternative<core::Awarded>(event)) {
            if (draws_.chance(shop_confirms))
                plan(at + seconds(draws_.mostly_small(2 * minute, 50 * minute)), [this](core::Instant now) {
                    if (state_.award)
                        submit_of(*state_.bidder(state_.award->bidder), core::ConfirmAward{}, now);
                });
        } else if (std::holds_alternative<core::AwardConfirmed>(event)) {
            after_deal(at);
        }
    }
}

void PastPeople::play(const Wish& wish, core::NamedPlace place, core::Minor budget, core::Instant posted_at) {
    interest_ppm_ = draws_.chance(nobody_wants_it) ? 0 : draws_.between(350'000, 850'000);
    core::IntentCreated intent;
    intent.consumer = world_.buyers[id_.low % world_.buyers.size()];
    intent.title = wish.title;
    intent.text = wish.title + ", up to " + std::to_string(budget / 100) + " pounds, " + place.name;
    intent.sector = wish.sector;
    intent.exact = place;
    intent.coarse = {place.name, core::coarse(place.at)};
    intent.budget = budget;
    intent.plan = world_.plan_for(wish.sector);
    intent.max_offers = intent.plan.rounds.front().rules.max_offers;
    intent.start_now = true;
    intent.simulated = true;
    intent.assignment.unit = digest::hex(digest::sha256("intent/" + core::to_text(id_))).substr(0, 32);
    core::MatchQuery query;
    query.sector = intent.sector;
    query.place = place.at;
    query.budget = budget;
    const auto reachable = static_cast<std::int64_t>(index_.count(query));
    submit_of_buyer(core::Create{std::move(intent)}, posted_at);
    const core::Instant confirmed_at = posted_at + seconds(draws_.mostly_small(20, 8 * minute));
    core::Confirm confirm{confirmed_at, reachable};
    if (world_.treatment_of)
        confirm.treatment = world_.treatment_of(id_, state_, confirmed_at);
    submit_of_buyer(std::move(confirm), confirmed_at);
    run();
    // Whoever has not come to an end by now gives up, so that nothing is left to be done by the living.
    if (!state_.is_over())
        submit_of_buyer(core::Cancel{"changed_mind"}, world_.until - 1);
}

// --- shops -----------------------------------------------------------------------------------------------------

const SimulatedShop& PastPeople::shop(core::BidderNo number) const {
    return world_.shops[shop_of_.at(state_.bidder(number)->business.id)];
}

core::Minor PastPeople::price_at(std::int64_t ppm) const {
    return rounded(static_cast<core::Minor>(static_cast<__int128>(*state_.intent.budget) * ppm / core::ppm_per_one));
}

/// The next wave, chosen as outreach does.
void PastPeople::invite(core::Instant at) {
    if (!core::lacks_offers(state_) || core::free_places(state_) <= 0)
        return;
    core::MatchQuery query;
    query.sector = state_.intent.sector;
    query.place = state_.intent.exact.at;
    query.budget = state_.intent.budget;
    const auto matches = index_.candidates(query);
    std::unordered_set<core::BusinessId> already;
    for (const core::Bidder& bidder : state_.bidders)
        already.insert(bidder.business.id);
    core::WavePlan wave;
    wave.count = static_cast<std::int32_t>(core::free_places(state_));
    wave.newcomer_ppm = state_.waves == 0 ? static_cast<std::int32_t>(state_.round()->rules.newcomer_ppm) : 0;
    std::vector<std::uint64_t> numbers;
    for (std::int32_t i = 0; i < wave.count; ++i)
        numbers.push_back(draws_.number());
    core::Invite command;
    for (const core::Pick& pick : core::pick_wave(matches, already, wave, numbers)) {
        core::Invitee invitee;
        const SimulatedShop& chosen = world_.shops[shop_of_.at(pick.business)];
        invitee.business = chosen.profile;
        invitee.business.distance_m = core::distance_m(chosen.shop.place, query.place);
        for (const core::MatchReason& reason : pick.reasons)
            invitee.reasons.push_back({std::string(core::name_of(reason.kind)), reason.value});
        invitee.propensity_ppm = pick.propensity_ppm;
        command.invitees.push_back(std::move(invitee));
    }
    if (!command.invitees.empty())
        submit(std::move(command), {core::SenderKind::system, {}}, at);
}

/// Whether and when an invited shop makes its first offer, and how often it looks again.
void PastPeople::answer(core::BidderNo number, core::Instant invited_at) {
    const core::Rules& rules = state_.round()->rules;
    if (!draws_.chance(interest_ppm_)) {
        if (draws_.chance(300'000))
            plan(invited_at + seconds(draws_.mostly_small(30, rules.duration_s)), [this, number](core::Instant now) {
                submit_of(*state_.bidder(number), core::DeclineInvitation{"too_busy"}, now);
            });
        return;
    }
    const std::int64_t opening = shop(number).opening_ppm + draws_.between(-60'000, 60'000);
    plan(invited_at + seconds(draws_.mostly_small(15, rules.duration_s)), [this, number, opening](core::Instant now) {
        const SimulatedShop& who = shop(number);
        core::PlaceOffer offer;
        // In secret nobody can be answered, so the first word is nearly the last.
        const bool secret = state_.round()->rules.format == core::Format::sealed;
        offer.price = price_at(secret ? (opening + who.floor_ppm) / 2 : opening);
        offer.attributes = who.attributes;
        offer.message = who.message;
        offer.details = who.details;
        if (const auto item = offer.message.find("{item}"); item != std::string::npos)
            offer.message.replace(item, 6, state_.intent.title);
        offer.new_id = id_for<core::OfferId>("history/" + core::to_text(id_) + '/' + core::to_text(who.shop.id));
        if (submit_of(*state_.bidder(number), std::move(offer), now) && !secret)
            improve(number, now);
    });
}

/// A shop that is not first goes down part of the way to its floor, a few times.
void PastPeople::improve(core::BidderNo number, core::Instant at) {
    const std::int64_t looks = draws_.between(0, 3);
    for (std::int64_t look = 1; look <= looks; ++look)
        plan(at + seconds(look * draws_.between(20, state_.round()->rules.duration_s / 3)),
             [this, number](core::Instant now) {
                 const core::Bidder& bidder = *state_.bidder(number);
                 const bool leads = !state_.ranking.empty() && state_.ranking.front() == number;
                 if (leads || !bidder.offer || !bidder.offer->standing)
                     return;
                 const core::Minor floor = price_at(shop(number).floor_ppm);
                 core::PlaceOffer lower;
                 lower.price =
                     rounded(bidder.offer->price - (bidder.offer->price - floor) * draws_.between(30, 90) / 100);
                 lower.attributes = bidder.offer->attributes;
                 lower.message = bidder.offer->message;
                 lower.details = bidder.offer->details;
                 if (lower.price >= floor && lower.price < bidder.offer->price)
                     submit_of(bidder, std::move(lower), now);
             });
}

// --- the buyer -------------------------------------------------------------------------------------------------

void PastPeople::decide_on_offers(core::Instant at) {
    if (state_.lifecycle != core::Lifecycle::deciding || state_.ranking.empty())
        return;
    std::size_t chosen = 0;
    if (!draws_.chance(buyer_takes_best)) {
        if (draws_.chance(buyer_declines_all * 5) || state_.ranking.size() == 1) {
            submit_of_buyer(core::DeclineAll{"too_expensive"}, at);
            return;
        }
        chosen = 1;
    }
    submit_of_buyer(core::Award{state_.bidder(state_.ranking[chosen])->offer->id, "price"}, at);
}

/// Promises are judged when they are due, the others soon; then the buyer says how it turned out.
void PastPeople::after_deal(core::Instant at) {
    core::Instant last = at + seconds(hour);
    for (const core::Promise& promise : state_.deal->promises) {
        const core::Instant due = promise.due_at.value_or(at + seconds(day));
        const std::int64_t number = promise.number;
        plan(due, [this, number](core::Instant now) { judge(number, now); });
        last = std::max(last, due);
    }
    plan(last + seconds(draws_.between(2, 40) * hour), [this](core::Instant now) {
        const bool let_down =
            std::ranges::any_of(state_.deal->promises, [](const core::Promise& promise) { return promise.was_broken; });
        core::ReportOutcome outcome;
        outcome.price = state_.bidder(state_.award->bidder)->offer->price;
        submit_of_buyer(std::move(outcome), now);
        if (!draws_.chance(reviews))
            return;
        core::WriteReview review;
        review.rating = let_down ? draws_.between(1, 3) : draws_.between(4, 5);
        review.text = (let_down ? cross : glad)[static_cast<std::size_t>(draws_.between(0, 2))];
        buyer_will(std::move(review), now + seconds(minute));
    });
}

void PastPeople::judge(std::int64_t promise, core::Instant at) {
    const bool is_price = state_.deal->promise(promise)->kind == core::PromiseKind::price;
    if (is_price || draws_.chance(delivers_as_promised)) {
        winner_will(core::ClaimPromise{promise, ""}, at);
        buyer_will(core::JudgePromise{promise, true, ""}, at + seconds(draws_.between(1, 90) * minute));
        return;
    }
    submit_of_buyer(core::JudgePromise{promise, false, "It did not come."}, at);
    if (!draws_.chance(repairs))
        return;
    const core::Instant offered = at + seconds(draws_.between(1, 5) * hour), again = at + seconds(2 * day);
    winner_will(core::OfferRepair{promise, again, "We bring it ourselves, and sorry."}, offered);
    buyer_will(core::AnswerRepair{promise, true}, offered + seconds(10 * minute));
    winner_will(core::ClaimPromise{promise, ""}, again);
    buyer_will(core::JudgePromise{promise, true, ""}, again + seconds(hour));
}

void PastPeople::buyer_will(core::Command command, core::Instant at) {
    plan(at, [this, command = std::move(command)](core::Instant now) { submit_of_buyer(command, now); });
}

void PastPeople::winner_will(core::Command command, core::Instant at) {
    plan(at, [this, command = std::move(command)](core::Instant now) {
        submit_of(*state_.bidder(state_.award->bidder), command, now);
    });
}

} // namespace parley::lab
