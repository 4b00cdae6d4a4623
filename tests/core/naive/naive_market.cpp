// What happens in the naive market, and when.
#include "core/naive/naive_market.hpp"

#include <algorithm>

namespace parley::core::naive {

namespace {

constexpr std::int64_t second = 1'000'000;
constexpr std::int64_t settled = 250'000;
constexpr std::int64_t day = 86'400 * second;

std::string text(std::int64_t number) {
    return std::to_string(number);
}
std::string sender_of(const Envelope& envelope) {
    std::string who(name_of(envelope.sender.kind));
    if (envelope.sender.kind == SenderKind::business)
        who += ' ' + to_text(envelope.sender.business);
    return who + '/' + envelope.key;
}

} // namespace

std::string NaiveMarket::standing() const {
    std::string all;
    for (const int number : ranking())
        all += text(number) + ' ' + text(at(number).offer.price) + ' ' + text(at(number).offer.score) + ' ' +
               text(at(number).offer.at) + "; ";
    return all;
}

std::string NaiveMarket::where() const {
    std::string all = lifecycle_;
    if (has_round())
        all += " round " + text(static_cast<std::int64_t>(round_)) + ' ' + phase_ + ' ' + text(opens_) + ' ' +
               text(closes_);
    return all;
}

void NaiveMarket::name_automatic_offer(int number, const OfferId& id) {
    if (static_cast<std::size_t>(number) <= bidders_.size() && at(number).offer.id.is_nil())
        at(number).offer.id = id;
}

bool NaiveMarket::over() const {
    return lifecycle_ != "unconfirmed" && lifecycle_ != "open" && lifecycle_ != "deciding" && lifecycle_ != "awarded";
}

NaiveBidder* NaiveMarket::find(const BusinessId& business) {
    for (NaiveBidder& bidder : bidders_)
        if (bidder.business == business)
            return &bidder;
    return nullptr;
}

void NaiveMarket::tell(std::string what, std::int64_t at, std::int64_t* stamped) {
    ++seq_;
    last_at_ = std::max(last_at_, at);
    if (stamped != nullptr)
        *stamped = last_at_;
    told.push_back(text(last_at_) + ' ' + std::move(what));
    if (!key_in_use_.empty()) {
        keys_.push_back({key_in_use_, content_in_use_});
        key_in_use_.clear();
    }
}

std::string NaiveMarket::give(const Envelope& envelope, Instant now) {
    told.clear();
    const NaiveMarket before = *this;
    experiment_ended_ = envelope.experiment_ended;
    const std::string outcome = attempt(envelope, now.us);
    key_in_use_.clear();
    if (outcome != "accepted") {
        *this = before;
        told.clear();
    }
    return outcome;
}

std::string NaiveMarket::attempt(const Envelope& envelope, std::int64_t now) {
    const std::int64_t received = envelope.received_at.us;
    if (!envelope.key.empty())
        for (const Key& key : keys_)
            if (key.who == sender_of(envelope))
                return key.content == envelope.content_hash ? "repeat" : "key_reused";
    const auto* claim = std::get_if<ClaimOutage>(&envelope.command);
    let_time_pass(claim != nullptr ? claim->from.us : received, now);
    if (claim == nullptr && lifecycle_ == "open" && running()) {
        if (received >= boundary() && now < boundary() + settled)
            return "held";
        if (std::holds_alternative<Accept>(envelope.command) && rules_.format == Format::rising_clock &&
            now < received + settled)
            return "held";
    }
    if (!envelope.key.empty()) {
        key_in_use_ = sender_of(envelope);
        content_in_use_ = envelope.content_hash;
    }
    const std::string outcome = obey(envelope, now);
    if (!outcome.empty())
        return outcome;
    key_in_use_.clear();
    let_time_pass(std::max(received, last_at_), now);
    return "accepted";
}

// --- time ------------------------------------------------------------------------------------------------------

void NaiveMarket::let_time_pass(std::int64_t until, std::int64_t now) {
    while (something_is_due(until, now)) {
    }
}

std::int64_t NaiveMarket::boundary() const {
    if (rules_.format == Format::falling_clock)
        return std::min(level_ends_, closes_);
    if (rules_.format == Format::turns && of_turns_ > 0)
        return turns_ended_ < turns_.size() ? turns_[turns_ended_].to : turns_.back().to;
    return closes_;
}

bool NaiveMarket::something_is_due(std::int64_t until, std::int64_t now) {
    if (!created_ || over())
        return false;
    if (lifecycle_ == "unconfirmed" && created_at_ + day <= until) {
        end("lapsed", "not_confirmed", "", created_at_ + day);
        return true;
    }
    if (lifecycle_ == "open" && has_round() && phase_ == "scheduled" && opens_ <= until) {
        if (asking_advice())
            end("expired", "advice_only", "no_award", opens_);
        else if (experiment_ended_ && posted_plan_)
            plan_as_posted();
        else
            open_round();
        return true;
    }
    if (lifecycle_ == "open" && has_round() && running()) {
        NaiveBidder* next = nullptr;
        for (NaiveBidder& bidder : bidders_) {
            if (!bidder.has_auto || !bidder.acts_at || *bidder.acts_at > until || *bidder.acts_at >= boundary())
                continue;
            if (next == nullptr || *bidder.acts_at < *next->acts_at ||
                (*bidder.acts_at == *next->acts_at && auto_first(bidder, *next)))
                next = &bidder;
        }
        const std::int64_t patience = rules_.format == Format::rising_clock ? settled : 0;
        if (next != nullptr && *next->acts_at + patience <= now) {
            move(*next);
            return true;
        }
        if (!queue_.empty() && a_place_is_free() && takes_newcomers()) {
            let_in(BusinessId(queue_.front()), std::nullopt, last_at_, last_at_);
            return true;
        }
        if (boundary() <= until && boundary() + settled <= now) {
            pass_boundary(boundary());
            return true;
        }
    }
    if (lifecycle_ == "deciding" && decide_by_ <= until) {
        end("expired", "not_decided", "no_award", decide_by_);
        return true;
    }
    if (lifecycle_ == "awarded" && confirm_by_ <= until) {
        const std::int64_t when = confirm_by_;
        lapse(at(awarded_), "lost not_confirmed_in_time", when);
        if (ranking().empty())
            end("expired", "award_lapsed", "no_award", when);
        return true;
    }
    return false;
}

void NaiveMarket::lapse(NaiveBidder& chosen, const std::string& how, std::int64_t when) {
    chosen.offer.standing = false;
    lifecycle_ = "deciding";
    tell("award_lapsed " + text(chosen.number), when, &decide_by_);
    decide_by_ += rules_.decision_window_s * second;
    chosen.finally_told = true;
    tell("disposed " + text(chosen.number) + ' ' + how + "  final", when);
}

void NaiveMarket::plan_as_posted() {
    intent_.plan = *posted_plan_;
    posted_plan_.reset();
    rules_ = intent_.plan.rounds[round_ - 1].rules;
    closes_ = opens_ + length();
    tell("replanned ended " + rules_hash(intent_.plan.rounds.front().rules), opens_);
}

std::int64_t NaiveMarket::length() const {
    if (rules_.format == Format::turns && round_ > 1)
        return 0;
    if (rules_.format == Format::falling_clock || (rules_.format == Format::rising_clock && rules_.clock.stop > 0))
        return clock_levels() * rules_.clock.every_s * second;
    return rules_.duration_s * second;
}

void NaiveMarket::open_round() {
    phase_ = "running";
    closes_ = opens_ + length();
    level_ = 0;
    level_ends_ = opens_ + rules_.clock.every_s * second;
    for (NaiveBidder& bidder : bidders_) {
        bidder.out = false;
        bidder.accepted_level = -1;
        bidder.offer.score = score(bidder.offer.price, bidder.offer.attributes);
        bidder.offer.revisions = 0;
    }
    tell("round_opened " + text(closes_), opens_);
    wake_all(times_are_secret() ? opens_ : last_at_);
    if (length() == 0)
        pass_boundary(opens_);
}

void NaiveMarket::pass_boundary(std::int64_t at_time) {
    if (rules_.format == Format::falling_clock) {
        std::vector<int> in;
        std::string out;
        for (const NaiveBidder& bidder : bidders_) {
            if (bidder.admitted && !bidder.declined && !bidder.out && bidder.accepted_level == level_)
                in.push_back(bidder.number);
            else if (!bidder.out)
                out += ' ' + text(bidder.number);
        }
        if (in.size() >= 2 && level_ + 1 < clock_levels()) {
            ++level_;
            level_ends_ += rules_.clock.every_s * second;
            for (NaiveBidder& bidder : bidders_)
                if (std::find(in.begin(), in.end(), bidder.number) == in.end())
                    bidder.out = true;
            tell("clock_stepped " + text(level_) + ' ' + text(clock_price(level_)) + ' ' + text(level_ends_) + " out" +
                     out,
                 at_time);
            wake_all(last_at_);
            return;
        }
    }
    if (rules_.format == Format::turns && of_turns_ > 0 && turns_ended_ < turns_.size()) {
        NaiveBidder& bidder = at(turns_[turns_ended_].bidder);
        ++turns_ended_;
        const bool changed = bidder.turn_offer.made;
        if (changed)
            bidder.offer = bidder.turn_offer;
        bidder.turn_offer = {};
        tell("turn_ended " + text(bidder.number) + (changed ? " changed" : " as before"), at_time);
        wake_all(last_at_);
        return;
    }
    if (rules_.format == Format::turns && of_turns_ < rules_.turns.rounds) {
        std::vector<int> worst_first;
        for (const int number : ranking())
            if (at(number).admitted)
                worst_first.insert(worst_first.begin(), number);
        if (worst_first.size() >= 2) {
            ++of_turns_;
            std::int64_t from = at_time + (of_turns_ == 1 ? rules_.turns.first_pause_s : rules_.turns.pause_s) * second;
            turns_.clear();
            turns_ended_ = 0;
            std::string order;
            for (const int number : worst_first) {
                turns_.push_back({number, from, from + rules_.turns.turn_s * second});
                from += rules_.turns.turn_s * second;
                order += ' ' + text(number);
            }
            closes_ = from;
            for (std::int64_t later = of_turns_; later < rules_.turns.rounds; ++later)
                closes_ += rules_.turns.pause_s * second +
                           static_cast<std::int64_t>(turns_.size()) * rules_.turns.turn_s * second;
            tell("turns_ordered " + text(of_turns_) + order + " from " + text(turns_.front().from) + " to " +
                     text(closes_),
                 at_time);
            wake_all(last_at_);
            return;
        }
    }
    close("time", at_time);
}

void NaiveMarket::close(const std::string& cause, std::int64_t at_time) {
    if (rules_.format == Format::turns && of_turns_ > 0 && turns_ended_ < turns_.size()) {
        NaiveBidder& bidder = at(turns_[turns_ended_].bidder);
        if (bidder.turn_offer.made) {
            bidder.offer = bidder.turn_offer;
            bidder.turn_offer = {};
            ++turns_ended_;
            tell("turn_ended " + text(bidder.number) + " changed", at_time);
            wake_all(last_at_);
        }
    }
    const std::vector<int> order = ranking();
    const bool extendable = rules_.format == Format::sealed || rules_.format == Format::open;
    if (cause == "time" && order.empty() && extendable && intent_.extend_if_empty && !extended_empty_) {
        extended_empty_ = true;
        closes_ = at_time + rules_.duration_s * second;
        tell("round_extended no_offers " + text(closes_), at_time);
        return;
    }
    std::string pays = "nothing";
    if (!order.empty()) {
        Minor price = at(order[0]).offer.price;
        if (rules_.format == Format::sealed && rules_.pricing == Pricing::second_price) {
            if (order.size() > 1)
                price = std::max(price, at(order[1]).offer.score - score(0, at(order[0]).offer.attributes));
            else if (!intent_.budget_sealed && intent_.budget)
                price = std::max(price, *intent_.budget);
        }
        pays = text(price);
    }
    std::string ranked;
    for (const int number : order)
        ranked += ' ' + text(number);
    phase_ = "closed";
    for (NaiveBidder& bidder : bidders_)
        bidder.acts_at.reset();
    const bool last = round_ == intent_.plan.rounds.size();
    std::int64_t stamped = 0;
    tell("round_closed " + cause + " pays " + pays + " ranked" + ranked, at_time, &stamped);
    closed_.push_back({opens_, stamped, cause == "cancelled"});
    const bool by_buyer = cause == "buyer_chose" || cause == "buyer_closed";
    if ((last || by_buyer) && cause != "cancelled" && !order.empty()) {
        lifecycle_ = "deciding";
        decide_by_ = stamped + rules_.decision_window_s * second;
    }
    if (cause == "cancelled" || cause == "buyer_chose")
        return;
    const bool goes_on = !last && !by_buyer;
    if (order.empty() && !(goes_on && intent_.plan.rounds[round_].admit.mode == AdmitMode::all))
        end("no_offers", "no_offers", "no_award", at_time);
    else if (goes_on)
        schedule(round_, at_time + intent_.plan.rounds[round_].starts_after_s * second, at_time);
}

void NaiveMarket::schedule(std::size_t index, std::int64_t opens, std::int64_t at_time) {
    const PlannedRound& planned = intent_.plan.rounds[index];
    const std::vector<int> order = ranking();
    round_ = index + 1;
    rules_ = planned.rules;
    phase_ = "scheduled";
    opens_ = opens;
    closes_ = opens + length();
    outage_ = 0;
    extended_empty_ = false;
    of_turns_ = 0;
    turns_.clear();
    turns_ended_ = 0;
    level_ = 0;
    level_ends_ = 0;
    for (NaiveBidder& bidder : bidders_) {
        int place = 0;
        for (std::size_t i = 0; i < order.size(); ++i)
            if (order[i] == bidder.number)
                place = static_cast<int>(i) + 1;
        bidder.admitted = planned.admit.mode == AdmitMode::all ||
                          (planned.admit.mode == AdmitMode::best && place >= 1 && place <= planned.admit.best) ||
                          (planned.admit.mode == AdmitMode::winner && place == 1);
    }
    tell("round_scheduled " + text(static_cast<std::int64_t>(round_)) + ' ' + text(opens), at_time);
}

void NaiveMarket::end(const std::string& word, const std::string& reason, const std::string& disposition,
                      std::int64_t at_time) {
    if (has_round() && running())
        close("cancelled", at_time);
    lifecycle_ = word;
    tell("intent_ended " + word + ' ' + reason, at_time);
    dispose_without_award(disposition, reason, at_time);
}

void NaiveMarket::dispose_without_award(const std::string& disposition, const std::string& reason,
                                        std::int64_t at_time) {
    for (NaiveBidder& bidder : bidders_) {
        if (!bidder.offer.made || bidder.finally_told)
            continue;
        bidder.finally_told = true;
        tell("disposed " + text(bidder.number) +
                 (bidder.offer.standing            ? ' ' + disposition + ' ' + reason
                  : bidder.offer.taken_for.empty() ? std::string(" withdrawn you_withdrew")
                                                   : " withdrawn " + bidder.offer.taken_for) +
                 "  final",
             at_time);
    }
}

void NaiveMarket::wake_all(std::int64_t at_time) {
    for (NaiveBidder& bidder : bidders_) {
        if (!bidder.has_auto)
            continue;
        if (!auto_wants(bidder)) {
            bidder.acts_at.reset();
        } else if (!bidder.acts_at) {
            bidder.acts_at = auto_when(bidder, at_time);
            bidder.auto_cause = seq_;
        }
    }
}

void NaiveMarket::move(NaiveBidder& due) {
    const NaiveBidder* loser = sent_down(due);
    NaiveBidder& mover = loser != nullptr ? at(loser->number) : due;
    OfferTerms terms;
    terms.price = loser != nullptr ? loser->terms.floor : auto_price(due, *due.acts_at);
    terms.attributes = mover.terms.attributes;
    terms.message = mover.terms.message;
    terms.details = mover.terms.details;
    terms.automatic = true;
    terms.cause = due.auto_cause;
    const std::int64_t when = *due.acts_at;
    put_offer(mover, terms, false, when, when);
    if (rules_.format == Format::rising_clock)
        close("accepted", when);
}

void NaiveMarket::put_offer(NaiveBidder& bidder, const OfferTerms& terms, bool by_hand, std::int64_t at_time,
                            std::int64_t received) {
    const bool first = !bidder.offer.made;
    const bool in_turns = rules_.format == Format::turns && of_turns_ > 0;
    NaiveOffer offer = bidder.turn_offer.made ? bidder.turn_offer : bidder.offer;
    offer.made = offer.standing = true;
    if (by_hand)
        offer.id = terms.offer_id;
    offer.price = terms.price;
    offer.attributes = terms.attributes;
    offer.group = bidder.has_auto ? bidder.terms.capacity_group : "";
    offer.explanation.clear();
    offer.message = terms.message;
    offer.details = terms.details;
    if (!first && by_hand && offer.score == score(terms.price, terms.attributes))
        ++offer.rewrites;
    offer.score = score(terms.price, terms.attributes);
    if (first)
        bidder.first_price = terms.price;
    if (!first && by_hand)
        ++offer.revisions;
    tell((first ? "offer_placed " : "offer_revised ") + text(bidder.number) + ' ' + text(terms.price) +
             (terms.automatic ? " automatic for " + text(terms.cause) : ""),
         at_time, &offer.at);
    offer.seq = seq_;
    bidder.acts_at.reset();
    if (in_turns) {
        bidder.turn_offer = offer;
        return;
    }
    bidder.accepted_level = level_;
    bidder.offer = offer;
    wake_all(times_are_secret() ? received : last_at_);
}

std::string NaiveMarket::group_of(const OfferId& offer) const {
    for (const NaiveBidder& bidder : bidders_)
        if (bidder.offer.made && bidder.offer.id == offer)
            return bidder.offer.group;
    return "";
}

bool NaiveMarket::waits(const BusinessId& business) const {
    return std::find(queue_.begin(), queue_.end(), business) != queue_.end();
}

void NaiveMarket::let_in(const BusinessId& business, const std::optional<AutoTerms>& auto_offer, std::int64_t at_time,
                         std::int64_t received) {
    NaiveBidder bidder;
    bidder.number = static_cast<int>(bidders_.size()) + 1;
    bidder.business = business;
    bidder.admitted = !has_round() || takes_newcomers();
    queue_.erase(std::remove(queue_.begin(), queue_.end(), business), queue_.end());
    tell("invited " + text(bidder.number), at_time);
    if (auto_offer) {
        bidder.has_auto = true;
        bidder.terms = *auto_offer;
        bidder.auto_since = seq_;
    }
    bidders_.push_back(bidder);
    wake_all(times_are_secret() ? received : last_at_);
}

bool NaiveMarket::takes_newcomers() const {
    if (lifecycle_ != "open")
        return false;
    if (running() && (of_turns_ > 0 || level_ > 0))
        return false;
    return !has_round() || intent_.plan.rounds[round_ - 1].admit.mode == AdmitMode::all;
}

bool NaiveMarket::a_place_is_free() const {
    if (!has_round() || rules_.invite_count == 0)
        return true;
    if (secret())
        return static_cast<std::int64_t>(bidders_.size()) < rules_.invite_count;
    std::int64_t waiting = 0;
    for (const NaiveBidder& bidder : bidders_)
        if (!bidder.offer.made && !bidder.declined && !bidder.blocked && !(asking_advice() && bidder.advised))
            ++waiting;
    return waiting < rules_.invite_count;
}

} // namespace parley::core::naive
