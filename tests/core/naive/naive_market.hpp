// The market once more, told a second time from DESIGN 3 and auction-rules 2 in the plainest way: one class with
// variables, loops over everything, a whole copy to go back to. It shares no rule with services/core, only the words
// (commands, rules, names). What it says happened is compared with what the real one says, word for word.
#pragma once

#include "core/command.hpp"
#include "core/refusal.hpp"

#include <optional>
#include <string>
#include <vector>

namespace parley::core::naive {

struct NaiveOffer {
    bool made = false;
    bool standing = false;
    OfferId id;
    Minor price = 0;
    Minor score = 0;
    Attributes attributes;
    std::string message;
    OfferDetails details;
    std::int64_t at = 0;
    std::int64_t seq = 0;
    std::int64_t revisions = 0;
    std::int64_t rewrites = 0; // by hand, without another score
    std::string group;         // of a capacity
    std::string taken_for;     // why it was taken back for its bidder; "" where it was not
    std::string explanation;
};

struct NaiveBidder {
    int number = 0;
    BusinessId business;
    bool declined = false;
    bool advised = false;
    bool blocked = false; // for its advice
    bool admitted = true;
    NaiveOffer offer;
    NaiveOffer turn_offer; // made is false when nothing was offered in this turn
    bool has_auto = false;
    AutoTerms terms;
    std::int64_t auto_since = 0;
    std::optional<std::int64_t> acts_at;
    std::int64_t auto_cause = 0;
    bool out = false;
    std::int64_t accepted_level = -1;
    bool finally_told = false;
    Minor first_price = 0;
};

struct NaiveTurn {
    int bidder = 0;
    std::int64_t from = 0, to = 0;
};

class NaiveMarket {
public:
    /// "accepted", "held", "repeat" or the name of a refusal. What happened stands in `told`, one line an event.
    std::string give(const Envelope& envelope, Instant now);

    /// Names are given by others: the id of an automatic first offer of that bidder.
    void name_automatic_offer(int number, const OfferId& id);

    /// The capacity group that an award of this offer would claim from; "" for none.
    std::string group_of(const OfferId& offer) const;
    /// Whether that business found the intent by itself and stands in its queue.
    bool waits(const BusinessId& business) const;

    std::vector<std::string> told;
    /// The standing offers, best first, as "bidder price score".
    std::string standing() const;
    std::string where() const; // lifecycle, round, phase and its times

private:
    // what happens
    void tell(std::string what, std::int64_t at, std::int64_t* stamped = nullptr);
    std::string attempt(const Envelope& envelope, std::int64_t now);
    std::string obey(const Envelope& envelope, std::int64_t now);
    void let_time_pass(std::int64_t until, std::int64_t now);
    bool something_is_due(std::int64_t until, std::int64_t now);
    std::int64_t boundary() const;
    void open_round();
    void plan_as_posted();
    std::int64_t length() const; // of the round at hand, us
    void pass_boundary(std::int64_t at);
    void close(const std::string& cause, std::int64_t at);
    void schedule(std::size_t index, std::int64_t opens, std::int64_t at);
    void end(const std::string& lifecycle_word, const std::string& reason, const std::string& disposition,
             std::int64_t at);
    void dispose_without_award(const std::string& disposition, const std::string& reason, std::int64_t at);
    void put_offer(NaiveBidder& bidder, const OfferTerms& terms, bool by_hand, std::int64_t at, std::int64_t received);
    void let_in(const BusinessId& business, const std::optional<AutoTerms>& auto_offer, std::int64_t at,
                std::int64_t received);
    void wake_all(std::int64_t at);
    void move(NaiveBidder& bidder);

    // what the commands ask for
    std::string for_bidder(const Envelope& envelope, NaiveBidder*& bidder, bool tied);
    std::string for_buyer(const Envelope& envelope) const;
    std::string place(const Envelope& envelope, const PlaceOffer& command);
    std::string accept(const Envelope& envelope, const Accept& command);
    std::string set_auto(const Envelope& envelope, const SetAutoOffer& command);
    std::string withdraw(const Envelope& envelope, const WithdrawOffer& command);
    std::string award(const Envelope& envelope, const Award& command);
    std::string confirm_award(const Envelope& envelope);
    std::string outage(const Envelope& envelope, const ClaimOutage& command);
    std::string retire(const Envelope& envelope, const RetireOffer& command);
    std::string suspend(const Envelope& envelope, const SuspendBidder& command);
    void take_away(NaiveBidder& bidder, const std::string& why, std::int64_t received);
    void lapse(NaiveBidder& chosen, const std::string& how, std::int64_t when);
    std::string explain(const Envelope& envelope, const ExplainLowOffer& command);
    bool looks_low(const NaiveBidder& bidder) const;
    std::string join(const Envelope& envelope, const Join& command);
    std::string advise(const Envelope& envelope, const GiveAdvice& command);
    std::string block_adviser(const Envelope& envelope, const BlockBidder& command);
    bool asking_advice() const;
    void take(NaiveBidder& bidder, OfferTerms terms, const OfferId& id, std::int64_t received);

    // what the rules say
    std::string judge(const NaiveBidder& bidder, const PlaceOffer& offer, std::int64_t received) const;
    std::string judge_own(const NaiveOffer& own, const PlaceOffer& offer) const;
    std::string judge_lead(const NaiveBidder& bidder, Minor price, const Attributes& attributes) const;
    std::string judge_money(Minor price) const;
    bool is_my_turn(const NaiveBidder& bidder, std::int64_t received) const;
    bool came_in_time(const NaiveBidder* bidder, std::int64_t received) const;
    bool takes_newcomers() const;
    bool a_place_is_free() const;
    bool secret() const;
    bool times_are_secret() const;
    Minor clock_price(std::int64_t level) const;
    std::int64_t clock_levels() const;
    Minor clock_price_at(std::int64_t received) const;
    bool auto_wants(const NaiveBidder& bidder) const;
    std::int64_t auto_when(const NaiveBidder& bidder, std::int64_t now) const;
    bool auto_first(const NaiveBidder& one, const NaiveBidder& other) const;
    Minor auto_price(const NaiveBidder& bidder, std::int64_t at) const;
    Minor auto_capped(Minor price) const;
    Minor auto_opening(const NaiveBidder& bidder) const;
    bool auto_shut_out(const NaiveBidder& bidder) const;
    bool duels(const NaiveBidder& bidder) const;
    const NaiveBidder* sent_down(const NaiveBidder& newcomer) const;
    Minor score(Minor price, const Attributes& attributes) const;
    std::string rewords(const NaiveBidder& bidder, bool same_score, const std::string& message,
                        const OfferDetails& details) const;
    bool keeps_score(const NaiveBidder& bidder, Minor price, const Attributes& attributes) const;
    static Minor step(Minor amount, std::int64_t bp, Minor least);
    std::vector<int> ranking() const; // numbers of bidders, best first
    const NaiveOffer* best_of_others(int number) const;
    int place_of(int number) const; // in the ranking from 1; 0: none
    NaiveBidder* find(const BusinessId& business);
    NaiveBidder& at(int number) { return bidders_[static_cast<std::size_t>(number - 1)]; }
    const NaiveBidder& at(int number) const { return bidders_[static_cast<std::size_t>(number - 1)]; }
    bool has_round() const { return round_ > 0; }
    bool running() const { return phase_ == "running"; }
    bool over() const;

    struct Key {
        std::string who, content;
    };
    std::string key_in_use_; // of the command at hand, until its first event took it
    std::string content_in_use_;
    std::vector<Key> keys_;

    bool created_ = false;
    IntentCreated intent_;
    std::optional<Plan> posted_plan_; // while an arm has another
    bool experiment_ended_ = false;
    std::string lifecycle_ = "unconfirmed";
    bool confirmed_ = false;
    std::int64_t seq_ = 0, last_at_ = 0, created_at_ = 0, decide_by_ = 0, confirm_by_ = 0;
    std::vector<NaiveBidder> bidders_;
    std::vector<BusinessId> queue_;
    int awarded_ = 0;
    bool extended_by_buyer_ = false;
    bool offers_wanted_ = false;

    std::size_t round_ = 0; // from 1; 0: none yet
    Rules rules_;
    std::string phase_; // scheduled, running, closed
    std::int64_t opens_ = 0, closes_ = 0, outage_ = 0;
    bool extended_empty_ = false;
    std::int64_t of_turns_ = 0;
    std::vector<NaiveTurn> turns_;
    std::size_t turns_ended_ = 0;
    std::int64_t level_ = 0, level_ends_ = 0;
    struct Closed {
        std::int64_t from, to;
        bool cancelled;
    };
    std::vector<Closed> closed_;
};

} // namespace parley::core::naive
