#include "core/offer_rules.hpp"

#include "core/talk/all_in.hpp"
#include "core/talk/contacts.hpp"
#include "core/talk/other_price.hpp"

#include <algorithm>

namespace parley::core {

namespace {

Refusal above_budget(const State& state) {
    return state.intent.budget_sealed ? Refusal{RefusalCode::above_budget, {}}
                                      : refuse_beyond(RefusalCode::above_budget, "price_max", *state.intent.budget);
}

/// The first words that `find` finds in what an offer says, as `found` of the refusal.
template <class Find>
std::optional<Refusal> refuse_words(RefusalCode code, const char* kind, std::string_view message,
                                    const OfferDetails& details, Find find) {
    const std::string_view where =
        details.reference_price ? std::string_view(details.reference_price->where) : std::string_view();
    for (const std::string_view words : {message, std::string_view(details.item), std::string_view(details.perks),
                                         std::string_view(details.place), std::string_view(details.person), where})
        if (auto found = find(words)) {
            Refusal refusal{code, {}};
            Value one;
            one["kind"] = kind;
            one["text"] = *std::move(found);
            refusal.details["found"].push_back(std::move(one));
            return refusal;
        }
    return std::nullopt;
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
    return refuse_words(RefusalCode::price_not_all_in, "extra_charge", message, details, talk::extra_charge);
}

std::optional<Refusal> judge_reference(Minor price, const OfferDetails& details, Instant now) {
    if (!details.reference_price)
        return std::nullopt;
    const ReferencePrice& reference = *details.reference_price;
    if (reference.amount <= price)
        return refuse_beyond(RefusalCode::reference_not_above, "amount_min", price + 1);
    const std::int64_t today = day_of(now);
    const auto since = parse_date(reference.since);
    const auto last = reference.until ? parse_date(*reference.until) : today;
    if (!last || *last > today || *last < today - reference_age_max_days)
        return Refusal{RefusalCode::reference_not_current, {}};
    if (!since || *last - *since < reference_days_min)
        return Refusal{RefusalCode::reference_too_short, {}};
    return std::nullopt;
}

std::optional<Refusal> judge_other_price(Minor price, std::string_view message, const OfferDetails& details) {
    const std::array known{price, details.reference_price ? details.reference_price->amount : price};
    const auto find = [&](std::string_view words) { return talk::other_price(words, known); };
    return refuse_words(RefusalCode::reference_unstated, "other_price", message, details, find);
}

OfferDetails without_contacts(const OfferDetails& details) {
    OfferDetails kept = details;
    for (std::string* words : {&kept.item, &kept.perks, &kept.person, &kept.place})
        *words = talk::without_contacts(*words);
    withhold_contacts(kept.photos);
    if (kept.reference_price)
        kept.reference_price->where = talk::without_contacts(kept.reference_price->where);
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
