// What people may ask of the naive market.
#include "core/naive/naive_market.hpp"

#include <algorithm>

namespace parley::core::naive {

namespace {

constexpr std::int64_t second = 1'000'000;

std::string text(std::int64_t number) {
    return std::to_string(number);
}
bool from_business(const Envelope& envelope) {
    return envelope.sender.kind == SenderKind::business;
}
std::string band(Minor score, Minor winner) {
    if (winner <= 0 || score <= winner)
        return "";
    const Minor gap = (score - winner) * 10'000 / winner;
    return gap <= 500 ? "0-5" : gap <= 1'500 ? "5-15" : gap <= 3'000 ? "15-30" : "30+";
}

/// The only words of the generator's that add to a price.
bool adds_to_price(const OfferDetails& details) {
    return details.perks.find("plus delivery") != std::string::npos;
}

/// Of a price elsewhere, stated or in the only words that the generator has for one.
std::string compares(Minor price, const OfferDetails& details, std::int64_t now) {
    if (const auto& reference = details.reference_price) {
        if (reference->amount <= price)
            return "reference_not_above";
        const std::int64_t today = now / (86'400 * second);
        const std::int64_t since = *parse_date(reference->since);
        const std::int64_t until = reference->until ? *parse_date(*reference->until) : today;
        if (until > today || until + 28 < today)
            return "reference_not_current";
        if (until < since + 28)
            return "reference_too_short";
    }
    const bool of_its_own = price == 90'000;
    return details.perks.find("was £900") != std::string::npos && !of_its_own ? "reference_unstated" : "";
}

} // namespace

bool NaiveMarket::came_in_time(const NaiveBidder* bidder, std::int64_t received) const {
    for (const Closed& round : closed_)
        if (!round.cancelled && received >= round.from && received < round.to)
            return true;
    for (std::size_t i = 0; i < turns_ended_; ++i)
        if (bidder != nullptr && turns_[i].bidder == bidder->number && received >= turns_[i].from &&
            received < turns_[i].to)
            return true;
    return false;
}

std::string NaiveMarket::for_bidder(const Envelope& envelope, NaiveBidder*& bidder, bool tied) {
    const std::int64_t received = envelope.received_at.us;
    if (!created_ || !confirmed_)
        return "intent_unknown";
    if (!from_business(envelope))
        return "not_yours";
    bidder = find(envelope.sender.business);
    if (bidder != nullptr && !bidder->declined && came_in_time(bidder, received))
        return "not_recorded";
    if (over())
        return "intent_over";
    if (bidder == nullptr)
        return "not_invited";
    if (tied)
        return "tied_to_buyer";
    if (bidder->declined)
        return "invitation_declined";
    if (asking_advice())
        return "advice_first";
    if (lifecycle_ == "open" && has_round() && phase_ != "closed" && (phase_ == "scheduled" || received < opens_))
        return "round_not_open";
    if (lifecycle_ != "open" || !has_round() || phase_ == "closed")
        return "round_closed";
    if (!bidder->admitted)
        return "not_admitted";
    return bidder->blocked && !bidder->offer.made ? "blocked" : "";
}

std::string NaiveMarket::for_buyer(const Envelope& envelope) const {
    if (!created_)
        return "intent_unknown";
    if (from_business(envelope))
        return "not_yours";
    if (lifecycle_ == "unconfirmed")
        return "not_confirmed";
    return over() ? "intent_over" : "";
}

void NaiveMarket::take(NaiveBidder& bidder, OfferTerms terms, const OfferId& id, std::int64_t received) {
    const bool made_before = bidder.offer.made;
    const Minor score_before = bidder.offer.score;
    const std::vector<int> order_before = ranking();
    const int number = bidder.number;
    terms.offer_id = made_before ? bidder.offer.id : id;
    put_offer(bidder, terms, true, received, received);
    if (rules_.format == Format::rising_clock)
        return close("accepted", received);
    if (rules_.format != Format::open || rules_.close_mode != CloseMode::soft)
        return;
    if (received < closes_ - rules_.window_s * second || received >= closes_)
        return;
    if (made_before && at(number).offer.score >= score_before)
        return;
    const int place = place_of(number);
    if (rules_.trigger == Trigger::lead_change &&
        !(place == 1 && (order_before.empty() || order_before.front() != number)))
        return;
    if (rules_.trigger == Trigger::rank && place > rules_.trigger_rank)
        return;
    std::int64_t end_at = std::max(closes_, received + rules_.extension_s * second);
    if (rules_.max_total_s > 0)
        end_at = std::min(end_at, opens_ + rules_.max_total_s * second + outage_);
    if (end_at <= closes_)
        return;
    closes_ = end_at;
    tell("round_extended late_offer " + text(closes_), received);
}

/// New words of whoever is blocked, or the fourth time other words for the same score; `same_score` for words that are
/// shown at once.
std::string NaiveMarket::rewords(const NaiveBidder& bidder, bool same_score, const std::string& message,
                                 const OfferDetails& details) const {
    if (!bidder.offer.made)
        return "";
    const NaiveOffer& offer = bidder.turn_offer.made ? bidder.turn_offer : bidder.offer;
    if (offer.message == message && offer.details == details)
        return "";
    if (bidder.blocked)
        return "blocked";
    return same_score && offer.rewrites > 2 ? "awaiting_answer" : "";
}

bool NaiveMarket::keeps_score(const NaiveBidder& bidder, Minor price, const Attributes& attributes) const {
    const NaiveOffer& offer = bidder.turn_offer.made ? bidder.turn_offer : bidder.offer;
    return offer.score == score(price, attributes);
}

std::string NaiveMarket::place(const Envelope& envelope, const PlaceOffer& command) {
    NaiveBidder* bidder = nullptr;
    if (const std::string no = for_bidder(envelope, bidder, command.tied_to_buyer); !no.empty())
        return no;
    if (adds_to_price(command.details))
        return "price_not_all_in";
    if (const std::string no = judge(*bidder, command, envelope.received_at.us); !no.empty())
        return no;
    if (const std::string no = compares(command.price, command.details, envelope.received_at.us); !no.empty())
        return no;
    const bool same = keeps_score(*bidder, command.price, command.attributes);
    if (const std::string no = rewords(*bidder, same, command.message, command.details); !no.empty())
        return no;
    OfferTerms terms;
    terms.price = command.price;
    terms.attributes = command.attributes;
    terms.message = command.message;
    terms.details = command.details;
    take(*bidder, terms, command.new_id, envelope.received_at.us);
    return "";
}

std::string NaiveMarket::accept(const Envelope& envelope, const Accept& command) {
    NaiveBidder* bidder = nullptr;
    const std::int64_t received = envelope.received_at.us;
    if (const std::string no = for_bidder(envelope, bidder, command.tied_to_buyer); !no.empty())
        return no;
    const bool falling = rules_.format == Format::falling_clock;
    if (rules_.format != Format::rising_clock && !falling)
        return "no_clock";
    if (falling && bidder->out)
        return "dropped_out";
    const Minor price = clock_price_at(received);
    if (command.price && *command.price != price)
        return "price_moved";
    if (const std::string no = judge_money(price); !no.empty())
        return no;
    if (falling && bidder->accepted_level == level_)
        return "unchanged";
    if (!rules_.allow_raise && bidder->offer.made && bidder->offer.standing && price > bidder->offer.price)
        return "raise_not_allowed";
    const bool same = keeps_score(*bidder, price, command.attributes);
    if (const std::string no = rewords(*bidder, same, command.message, command.details); !no.empty())
        return no;
    OfferTerms terms;
    terms.price = price;
    terms.attributes = command.attributes;
    terms.message = command.message;
    terms.details = command.details;
    take(*bidder, terms, command.new_id, received);
    return "";
}

std::string NaiveMarket::set_auto(const Envelope& envelope, const SetAutoOffer& command) {
    NaiveBidder* bidder = nullptr;
    if (const std::string no = for_bidder(envelope, bidder, command.tied_to_buyer); !no.empty())
        return no;
    const AutoTerms& terms = command.terms;
    for (const Minor price : {terms.floor, terms.opening})
        if (price < 1 || price > 10'000'000'000)
            return "price_out_of_range";
    if (terms.floor > terms.opening)
        return "floor_above_opening";
    if (const std::string no = judge_money(terms.opening); !no.empty())
        return no;
    if (rules_.format == Format::open)
        if (const std::string no = judge_lead(*bidder, terms.floor, terms.attributes); !no.empty())
            return no;
    if (const std::string no = rewords(*bidder, false, terms.message, terms.details); !no.empty())
        return no;
    tell("auto_offer_set " + text(bidder->number), envelope.received_at.us);
    bidder->has_auto = true;
    bidder->terms = terms;
    bidder->acts_at.reset();
    bidder->auto_since = seq_;
    wake_all(times_are_secret() ? envelope.received_at.us : last_at_);
    return "";
}

std::string NaiveMarket::withdraw(const Envelope& envelope, const WithdrawOffer& command) {
    NaiveBidder* bidder = nullptr;
    if (const std::string no = for_bidder(envelope, bidder, false); !no.empty())
        return no;
    const bool in_turns = rules_.format == Format::turns && of_turns_ > 0;
    if (in_turns && !is_my_turn(*bidder, envelope.received_at.us))
        return "not_your_turn";
    NaiveOffer& offer = in_turns ? bidder->turn_offer : bidder->offer;
    if (!offer.made)
        return "nothing_to_withdraw";
    if (command.offer_id && *command.offer_id != offer.id)
        return "offer_unknown";
    if (!offer.standing)
        return "offer_withdrawn";
    bidder->has_auto = false;
    bidder->acts_at.reset();
    tell("offer_withdrawn " + text(bidder->number) + " own_wish", envelope.received_at.us);
    if (in_turns) {
        offer = {};
        return "";
    }
    offer.standing = false;
    offer.taken_for.clear();
    if (rules_.format == Format::falling_clock)
        bidder->out = true;
    wake_all(times_are_secret() ? envelope.received_at.us : last_at_);
    return "";
}

std::string NaiveMarket::award(const Envelope& envelope, const Award& command) {
    const std::int64_t received = envelope.received_at.us;
    if (const std::string no = for_buyer(envelope); !no.empty())
        return no;
    if (lifecycle_ == "awarded")
        return "already_awarded";
    if (has_round() && running() && (rules_.format == Format::sealed || rules_.format == Format::turns))
        return "sealed_round_running";
    if (ranking().empty())
        return "nothing_to_award";
    NaiveBidder* chosen = nullptr;
    for (NaiveBidder& bidder : bidders_)
        if (bidder.offer.made && bidder.offer.id == command.offer_id)
            chosen = &bidder;
    if (chosen == nullptr)
        return "offer_unknown";
    if (!chosen->offer.standing)
        return "offer_withdrawn";
    if (has_round() && running())
        close("buyer_chose", received);
    awarded_ = chosen->number;
    lifecycle_ = "awarded";
    tell("awarded " + text(awarded_), received, &confirm_by_);
    confirm_by_ += rules_.confirm_s * second;
    for (const NaiveBidder& bidder : bidders_)
        if (bidder.number != awarded_ && bidder.offer.made && bidder.offer.standing && !bidder.finally_told)
            tell("disposed " + text(bidder.number) + " stand_by another_was_chosen ", received);
    return "";
}

std::string NaiveMarket::confirm_award(const Envelope& envelope) {
    const std::int64_t received = envelope.received_at.us;
    if (!created_ || !confirmed_)
        return "intent_unknown";
    if (!from_business(envelope))
        return "not_yours";
    if (over())
        return "intent_over";
    const NaiveBidder* bidder = find(envelope.sender.business);
    if (bidder == nullptr || lifecycle_ != "awarded" || bidder->number != awarded_)
        return "award_unknown";
    lifecycle_ = "confirmed";
    tell("award_confirmed " + text(awarded_), received);
    const NaiveOffer best = at(awarded_).offer;
    for (NaiveBidder& other : bidders_) {
        if (!other.offer.made || other.finally_told)
            continue;
        const NaiveOffer& offer = other.offer;
        const bool before = offer.score != best.score ? offer.score < best.score
                            : offer.at != best.at     ? offer.at < best.at
                                                      : offer.seq < best.seq;
        other.finally_told = true;
        std::string word = " lost ";
        if (other.number == awarded_)
            word = " won chosen ";
        else if (!offer.standing)
            word = " withdrawn " + (offer.taken_for.empty() ? "you_withdrew" : offer.taken_for) + ' ';
        else
            word += (before                      ? "other_preferred "
                     : offer.score == best.score ? "same_price_later "
                                                 : "higher_price ") +
                    band(offer.score, best.score);
        tell("disposed " + text(other.number) + word + " final", received);
    }
    tell("promise_made price " + text(best.price), received);
    if (const auto days = best.attributes.find("delivery_days"); days != best.attributes.end() && days->second >= 0)
        tell("promise_made delivery " + text(received + days->second * 86'400 * second), received);
    return "";
}

void NaiveMarket::take_away(NaiveBidder& bidder, const std::string& why, std::int64_t received) {
    bidder.has_auto = false;
    bidder.acts_at.reset();
    tell("offer_withdrawn " + text(bidder.number) + ' ' + why, received);
    bidder.turn_offer = {};
    bidder.offer.standing = false;
    bidder.offer.taken_for = why;
    if (rules_.format == Format::falling_clock)
        bidder.out = true;
    wake_all(times_are_secret() ? received : last_at_);
}

std::string NaiveMarket::retire(const Envelope& envelope, const RetireOffer& command) {
    const std::int64_t received = envelope.received_at.us;
    if (!created_)
        return "intent_unknown";
    if (envelope.sender.kind != SenderKind::system)
        return "not_yours";
    if (over())
        return "intent_over";
    NaiveBidder* bidder = find(command.business);
    if (bidder == nullptr || command.capacity_group.empty() || (lifecycle_ == "awarded" && awarded_ == bidder->number))
        return "";
    const auto counts = [&](const NaiveOffer& offer) {
        return offer.made && offer.standing && offer.group == command.capacity_group;
    };
    if (counts(bidder->offer) || counts(bidder->turn_offer)) {
        take_away(*bidder, "capacity_taken", received);
    } else if (bidder->has_auto && bidder->terms.capacity_group == command.capacity_group) {
        bidder->has_auto = false;
        bidder->acts_at.reset();
        tell("auto_offer_dropped " + text(bidder->number), received);
    }
    if (lifecycle_ == "deciding" && ranking().empty())
        end("expired", "capacity_taken", "no_award", received);
    return "";
}

std::string NaiveMarket::suspend(const Envelope& envelope, const SuspendBidder& command) {
    const std::int64_t received = envelope.received_at.us;
    if (!created_)
        return "intent_unknown";
    if (envelope.sender.kind != SenderKind::system)
        return "not_yours";
    if (over())
        return "intent_over";
    NaiveBidder* bidder = find(command.business);
    if (bidder == nullptr)
        return "";
    const bool chosen = lifecycle_ == "awarded" && awarded_ == bidder->number;
    if ((bidder->offer.made && bidder->offer.standing) || bidder->turn_offer.made) {
        take_away(*bidder, "suspended", received);
    } else if (bidder->has_auto) {
        bidder->has_auto = false;
        bidder->acts_at.reset();
        tell("auto_offer_dropped " + text(bidder->number), received);
    }
    if (chosen)
        lapse(*bidder, "withdrawn suspended", received);
    if (lifecycle_ == "deciding" && ranking().empty())
        end("expired", "suspended", "no_award", received);
    return "";
}

/// The two published tests, in fractions.
bool NaiveMarket::looks_low(const NaiveBidder& bidder) const {
    const std::vector<int> order = ranking();
    if (!bidder.offer.made || !bidder.offer.standing || order.size() < 2)
        return false;
    long double others = 0;
    for (std::size_t i = 0; i < order.size(); ++i) {
        if (order[i] != bidder.number)
            others += static_cast<long double>(at(order[i]).first_price);
        else if (i + 1 < order.size() && bidder.offer.price * 10 <= at(order[i + 1]).offer.price * 7)
            return true;
    }
    return static_cast<long double>(bidder.offer.price) * static_cast<long double>(order.size() - 1) * 10 <= others * 6;
}

std::string NaiveMarket::explain(const Envelope& envelope, const ExplainLowOffer& command) {
    if (!created_ || !confirmed_)
        return "intent_unknown";
    if (!from_business(envelope))
        return "not_yours";
    if (over())
        return "intent_over";
    NaiveBidder* bidder = find(envelope.sender.business);
    if (bidder == nullptr)
        return "not_invited";
    if ((lifecycle_ != "deciding" && lifecycle_ != "awarded") || !looks_low(*bidder))
        return "nothing_to_explain";
    if (bidder->offer.explanation == command.explanation)
        return "unchanged";
    tell("low_offer_explained " + text(bidder->number), envelope.received_at.us);
    bidder->offer.explanation = command.explanation;
    return "";
}

std::string NaiveMarket::outage(const Envelope& envelope, const ClaimOutage& command) {
    if (envelope.sender.kind != SenderKind::system)
        return "not_yours";
    const std::int64_t from = command.from.us;
    const std::int64_t to = command.to.us;
    if (to <= from || lifecycle_ != "open" || !has_round())
        return "";
    if (running() && closes_ > from) {
        outage_ += to - from;
        closes_ += to - from;
        for (NaiveBidder& bidder : bidders_)
            if (bidder.acts_at && *bidder.acts_at > from)
                *bidder.acts_at += to - from;
        for (NaiveTurn& turn : turns_) {
            turn.from += turn.from >= from ? to - from : 0;
            turn.to += turn.to > from ? to - from : 0;
        }
        level_ends_ += level_ends_ > from ? to - from : 0;
        tell("round_extended outage " + text(closes_), to);
    } else if (phase_ == "scheduled" && opens_ > from && opens_ < to) {
        closes_ += to - opens_;
        opens_ = to;
        tell("round_extended outage " + text(closes_), to);
    }
    return "";
}

bool NaiveMarket::asking_advice() const {
    return lifecycle_ == "open" && intent_.advice_first && !offers_wanted_;
}

std::string NaiveMarket::advise(const Envelope& envelope, const GiveAdvice& command) {
    if (!created_ || !confirmed_)
        return "intent_unknown";
    if (!from_business(envelope))
        return "not_yours";
    NaiveBidder* bidder = find(envelope.sender.business);
    if (bidder == nullptr)
        return "not_invited";
    if (bidder->declined)
        return "invitation_declined";
    if (over())
        return "intent_over";
    if (!asking_advice())
        return "advice_over";
    if (bidder->advised)
        return "already_advised";
    if (command.text.find("07700") != std::string::npos)
        return "contact_details";
    bidder->advised = true;
    tell("advice_given " + text(bidder->number), envelope.received_at.us);
    return "";
}

std::string NaiveMarket::block_adviser(const Envelope& envelope, const BlockBidder& command) {
    if (!created_)
        return "intent_unknown";
    if (from_business(envelope))
        return "not_yours";
    if (lifecycle_ == "unconfirmed")
        return "not_confirmed";
    NaiveBidder* bidder = find(*command.adviser);
    if (bidder == nullptr || !bidder->advised)
        return "advice_unknown";
    if (!bidder->blocked)
        tell("bidder_blocked " + text(bidder->number), envelope.received_at.us);
    bidder->blocked = true;
    return "";
}

std::string NaiveMarket::join(const Envelope& envelope, const Join& command) {
    const BusinessId self = command.self.business.id;
    if (!created_ || !confirmed_)
        return "intent_unknown";
    if (!from_business(envelope) || envelope.sender.business != self)
        return "not_yours";
    if (over())
        return "intent_over";
    if (command.tied_to_buyer)
        return "tied_to_buyer";
    if (const NaiveBidder* known = find(self))
        return known->declined ? "invitation_declined" : "";
    if (lifecycle_ != "open")
        return "round_closed";
    if (!takes_newcomers())
        return "not_admitted";
    if (a_place_is_free()) {
        let_in(self, command.self.auto_offer, envelope.received_at.us, envelope.received_at.us);
    } else if (std::find(queue_.begin(), queue_.end(), self) == queue_.end()) {
        queue_.push_back(self);
        tell("queued", envelope.received_at.us);
    }
    return "";
}

/// "" when it is done, else why not.
std::string NaiveMarket::obey(const Envelope& envelope, std::int64_t) {
    const std::int64_t received = envelope.received_at.us;
    if (const auto* create = std::get_if<Create>(&envelope.command)) {
        created_ = true;
        intent_ = create->intent;
        tell("intent_created", received, &created_at_);
        return "";
    }
    if (const auto* confirm = std::get_if<Confirm>(&envelope.command)) {
        if (!created_)
            return "intent_unknown";
        if (from_business(envelope))
            return "not_yours";
        if (confirmed_)
            return "already_confirmed";
        if (over())
            return "intent_over";
        if (confirm->treatment && intent_.experiments) {
            posted_plan_ = intent_.plan;
            intent_.plan = confirm->treatment->plan;
            tell("replanned assigned " + rules_hash(intent_.plan.rounds.front().rules), received);
        }
        confirmed_ = true;
        lifecycle_ = "open";
        tell("intent_confirmed", received);
        const std::int64_t week = 7 * 86'400 * second;
        schedule(0, intent_.advice_first ? received + week : std::max(confirm->opens_at.us, received), received);
        return "";
    }
    if (const auto* command = std::get_if<GiveAdvice>(&envelope.command))
        return advise(envelope, *command);
    if (const auto* command = std::get_if<BlockBidder>(&envelope.command))
        return block_adviser(envelope, *command);
    if (const auto* command = std::get_if<AskForOffers>(&envelope.command)) {
        if (const std::string no = for_buyer(envelope); !no.empty())
            return no;
        if (!asking_advice())
            return "advice_over";
        offers_wanted_ = true;
        const std::int64_t opens = std::max(command->opens_at.us, received);
        closes_ += opens - opens_;
        opens_ = opens;
        tell("offers_wanted " + text(opens), received);
        return "";
    }
    if (const auto* invite = std::get_if<Invite>(&envelope.command)) {
        if (const std::string no = for_buyer(envelope); !no.empty())
            return no;
        if (lifecycle_ != "open")
            return "round_closed";
        if (!takes_newcomers())
            return "not_admitted";
        for (const Invitee& one : invite->invitees)
            if (find(one.business.id) == nullptr)
                let_in(one.business.id, one.auto_offer, received, received);
        return "";
    }
    if (const auto* decline = std::get_if<DeclineInvitation>(&envelope.command); decline != nullptr) {
        if (!created_ || !confirmed_)
            return "intent_unknown";
        NaiveBidder* bidder = from_business(envelope) ? find(envelope.sender.business) : nullptr;
        if (!from_business(envelope) || (bidder != nullptr && bidder->offer.made))
            return "not_yours";
        if (over())
            return "intent_over";
        if (bidder == nullptr)
            return "not_invited";
        if (bidder->declined)
            return "invitation_declined";
        bidder->declined = true;
        bidder->has_auto = false;
        tell("invitation_declined " + text(bidder->number), received);
        return "";
    }
    if (const auto* command = std::get_if<PlaceOffer>(&envelope.command))
        return place(envelope, *command);
    if (const auto* command = std::get_if<Accept>(&envelope.command))
        return accept(envelope, *command);
    if (const auto* command = std::get_if<SetAutoOffer>(&envelope.command))
        return set_auto(envelope, *command);
    if (std::holds_alternative<DropAutoOffer>(envelope.command)) {
        NaiveBidder* bidder = nullptr;
        if (const std::string no = for_bidder(envelope, bidder, false); !no.empty())
            return no;
        if (!bidder->has_auto)
            return "nothing_to_withdraw";
        bidder->has_auto = false;
        bidder->acts_at.reset();
        tell("auto_offer_dropped " + text(bidder->number), received);
        return "";
    }
    if (const auto* command = std::get_if<WithdrawOffer>(&envelope.command))
        return withdraw(envelope, *command);
    if (std::holds_alternative<Tick>(envelope.command))
        return "";
    if (const auto* command = std::get_if<Award>(&envelope.command))
        return award(envelope, *command);
    if (std::holds_alternative<ConfirmAward>(envelope.command))
        return confirm_award(envelope);
    if (const auto* command = std::get_if<ClaimOutage>(&envelope.command))
        return outage(envelope, *command);
    if (const auto* command = std::get_if<RetireOffer>(&envelope.command))
        return retire(envelope, *command);
    if (const auto* command = std::get_if<SuspendBidder>(&envelope.command))
        return suspend(envelope, *command);
    if (const auto* command = std::get_if<ExplainLowOffer>(&envelope.command))
        return explain(envelope, *command);
    if (const auto* command = std::get_if<Join>(&envelope.command))
        return join(envelope, *command);
    if (std::holds_alternative<Cancel>(envelope.command)) {
        if (!created_)
            return "intent_unknown";
        if (from_business(envelope))
            return "not_yours";
        if (over())
            return "intent_over";
        end("cancelled", "cancelled", "no_award", received);
        return "";
    }
    if (const std::string no = for_buyer(envelope); !no.empty())
        return no;
    if (std::holds_alternative<DeclineAll>(envelope.command)) {
        if (lifecycle_ == "awarded")
            return "already_awarded";
        end("cancelled", "declined_all", "declined_all", received);
        return "";
    }
    if (has_round() && phase_ == "scheduled")
        return "round_not_open";
    if (!has_round() || !running())
        return "round_closed";
    if (std::holds_alternative<CloseEarly>(envelope.command)) {
        close("buyer_closed", received);
        return "";
    }
    // What is left is to extend once.
    if (extended_by_buyer_)
        return "already_extended";
    if (rules_.format != Format::sealed && rules_.format != Format::open)
        return "cannot_extend";
    extended_by_buyer_ = true;
    closes_ += rules_.duration_s * second;
    tell("round_extended buyer " + text(closes_), received);
    return "";
}

} // namespace parley::core::naive
