#include "core/offer_rules.hpp"

#include "core/talk/all_in.hpp"
#include "core/talk/contacts.hpp"

#include <algorithm>

namespace parley::core {

namespace {

Refusal above_budget(const State& state) {
    return state.intent.budget_sealed ? Refusal{RefusalCode::above_budget, {}}
                                      : refuse_beyond(RefusalCode::above_budget, "price_max", *state.intent.budget);
}

} // namespace

Refusal refuse_beyond(RefusalCode code, std::string_view name, Minor bound) {
    Refusal refusal{code, {}};
    refusal.details["accepted"][name] = bound;
    return refusal;
}

Minor step_of(Minor amount, std::int64_t bp, Minor least) {
    return std::max(least, share_rounded_up(amount, bp));
}

Minor quality_of(const Rules& rules, const Attributes& attributes) {
    return score_of(rules, 0, attributes);
}

const Offer* best_rival(const State& state, BidderNo bidder) {
    for (const BidderNo number : state.ranking)
        if (number != bidder)
            return &*state.bidder(number)->offer;
    return nullptr;
}

std::optional<Refusal> judge_all_in(std::string_view message, const OfferDetails& details) {
    for (const std::string_view words : {message, std::string_view(details.item), std::string_view(details.perks)})
        if (auto found = talk::extra_charge(words)) {
            Refusal refusal{RefusalCode::price_not_all_in, {}};
            Value one;
            one["kind"] = "extra_charge";
            one["text"] = *std::move(found);
            refusal.details["found"].push_back(std::move(one));
            return refusal;
        }
    return std::nullopt;
}

OfferDetails without_contacts(const OfferDetails& details) {
    OfferDetails kept = details;
    for (std::string* words : {&kept.item, &kept.perks, &kept.person, &kept.place})
        *words = talk::without_contacts(*words);
    return kept;
}

std::optional<Refusal> judge_price(const State& state, Minor price) {
    if (price < price_min || price > price_max)
        return refuse_beyond(RefusalCode::price_out_of_range, "price_max", price_max);
    if (state.round()->rules.ceiling_enforce && state.intent.budget && price > *state.intent.budget)
        return above_budget(state);
    return std::nullopt;
}

std::optional<Refusal> judge_revisions(const Rules& rules, const Offer& own) {
    if (rules.max_revisions > 0 && own.round_revisions >= rules.max_revisions)
        return Refusal{RefusalCode::too_many_revisions, {}};
    return std::nullopt;
}

std::optional<Refusal> judge_own_step(const Rules& rules, const Offer& own, const PlaceOffer& offer) {
    if (!own.standing)
        return std::nullopt; // Coming back after a withdrawal is a new beginning.
    if (offer.price == own.price && offer.attributes == own.attributes && offer.message == own.message &&
        offer.details == own.details)
        return Refusal{RefusalCode::unchanged, {}};
    if (offer.price > own.price && !rules.allow_raise)
        return refuse_beyond(RefusalCode::raise_not_allowed, "price_max", own.price);
    const Minor step = step_of(own.price, rules.own_bp, rules.own_min);
    if (offer.price < own.price && own.price - offer.price < step)
        return refuse_beyond(RefusalCode::step_too_small, "price_max", own.price - step);
    return judge_drop(rules, own, offer);
}

std::optional<Refusal> judge_raise(const Rules& rules, const Bidder& bidder, Minor price) {
    if (rules.allow_raise || !bidder.offer || !bidder.offer->standing || price <= bidder.offer->price)
        return std::nullopt;
    return refuse_beyond(RefusalCode::raise_not_allowed, "price_max", bidder.offer->price);
}

std::optional<Refusal> judge_drop(const Rules& rules, const Offer& own, const PlaceOffer& offer) {
    const Minor most = share_rounded_up(own.price, rules.max_drop_bp);
    if (rules.max_drop_bp > 0 && !offer.confirm && own.price - offer.price > most)
        return refuse_beyond(RefusalCode::drop_needs_confirm, "price_min_unconfirmed", own.price - most);
    return std::nullopt;
}

} // namespace parley::core
