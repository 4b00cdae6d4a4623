// An intent as it stands: the fold of its events. Only `evolve` changes it, and it changes nothing else; the same log
// gives the same state anywhere, which is what recovery, audit and replay rest on.
#pragma once

#include "core/deal/deal.hpp"
#include "core/event.hpp"
#include "core/key_uses.hpp"
#include "core/shared_copy.hpp"
#include "core/talk/dialogue.hpp"

#include <cstddef>
#include <iterator>
#include <map>
#include <memory>

namespace parley::core {

/// How long an intent waits for its confirmation, and how long after its close a round is decided (DESIGN 3.1).
inline constexpr Micros confirm_within = seconds(86'400);
inline constexpr Micros advice_within = seconds(7 * 86'400); // from the confirmation until offers are asked for
inline constexpr Micros settle = 250 * micros_per_ms;

enum class RoundPhase { scheduled, running, closed };
std::span<const std::string_view> names_of(RoundPhase);

/// Where a round of turns is: before the first order everybody makes an initial offer.
struct TurnsState {
    std::int64_t of_turns = 0; // the round of turns at hand, from 1; 0: none was ordered yet
    std::vector<Turn> turns;   // of it
    std::size_t ended = 0;     // of them; the next is the one at hand
    const Turn* current() const { return ended < turns.size() ? &turns[ended] : nullptr; }
};

/// Where a falling clock is.
struct ClockState {
    std::int64_t level = 0;
    Instant ends_at; // of that level
};

struct RoundState {
    std::int64_t number = 0;
    RoundPhase phase = RoundPhase::scheduled;
    Rules rules;
    std::string rules_hash;
    Instant opens_at;
    Instant closes_at;
    Micros outage = 0; // not counted against max_total_s
    std::int64_t extensions = 0;
    bool extended_for_offers = false;
    std::optional<Instant> closed_at;
    CloseCause cause = CloseCause::time;
    std::vector<BidderNo> ranking; // frozen at the close
    TurnsState turns;
    ClockState clock;
};

struct Offer {
    OfferId id;
    Minor price = 0;
    Minor score = 0;
    Attributes attributes;
    std::string message;
    OfferDetails details;
    bool automatic = false;
    bool standing = true;                                    // false: withdrawn, or its award lapsed
    std::string capacity_group;                              // whose slot its award takes; "" for none
    WithdrawalReason withdrawn = WithdrawalReason::own_wish; // why, if it was
    std::optional<std::string> explanation;                  // of a low price
    std::int64_t round = 0;                                  // of its last change
    std::int64_t revisions = 0;       // by hand; an auto-offer's moves are not counted against max_revisions
    std::int64_t round_revisions = 0; // of them, those in the round at hand
    std::int64_t rewrites = 0;        // by hand, that left the score as it was
    std::int64_t seq = 0;             // of its last change
    Instant at;                       // ties go to the earlier (at, seq)
    Instant told_at;                  // what its bidder is told of `at`
    Instant placed_at;                // of the first
};

struct AutoOffer {
    AutoTerms terms;
    std::optional<Instant> acts_at; // when it wants to answer next
    std::int64_t cause = 0;         // seq of the event that it wants to answer
    std::int64_t since = 0;         // seq of the event that set it: of two equal floors the earlier one wins
};

struct Verdict {
    Disposition disposition = Disposition::lost;
    std::string reason;
    std::string band;
    bool final = false;
};

struct Bidder {
    BidderNo number = 0;
    BusinessProfile business;
    Instant invited_at;
    std::int64_t wave = 0;
    std::vector<Reason> reasons;
    std::optional<std::string> declined; // why
    std::optional<Offer> offer;
    std::optional<Offer> in_turn; // what it offered in the turn at hand, not yet its offer
    std::optional<Minor> first_price;
    std::optional<AutoOffer> auto_offer;
    std::optional<Verdict> verdict;
    bool admitted = true;
    bool dropped_out = false;         // of a falling clock
    std::int64_t accepted_level = -1; // of it
    std::int64_t label = 0;           // "bidder n": in order of first offers, or of the first turns; 0 before
    std::int64_t stream_head = 0;     // pushes so far to this bidder
    Instant stream_at;                // when it was told the newest of them; before the first, of its invitation
};

/// The bidders of an intent, bidder n at n - 1. A state is copied for each decision and most decisions change one or
/// two bidders, so copies share all others.
class Bidders {
    using Shared = std::vector<std::shared_ptr<const Bidder>>;

public:
    class const_iterator {
    public:
        using iterator_category = std::forward_iterator_tag;
        using value_type = Bidder;
        using difference_type = std::ptrdiff_t;
        using pointer = const Bidder*;
        using reference = const Bidder&;

        const_iterator() = default;
        const_iterator(Shared::const_iterator place) : place_(place) {}
        reference operator*() const { return **place_; }
        pointer operator->() const { return place_->get(); }
        const_iterator& operator++() {
            ++place_;
            return *this;
        }
        const_iterator operator++(int) { return const_iterator(place_++); }
        bool operator==(const const_iterator&) const = default;

    private:
        Shared::const_iterator place_;
    };

    std::size_t size() const { return shared_.size(); }
    const_iterator begin() const { return shared_.begin(); }
    const_iterator end() const { return shared_.end(); }
    /// Bidder n, or nothing where there is none of that number.
    const Bidder* find(BidderNo number) const;
    void add(Bidder bidder) { shared_.push_back(std::make_shared<const Bidder>(std::move(bidder))); }
    /// For whoever changes bidder n, who is there: from here on one of this copy's own. What was found before is not.
    Bidder& own(BidderNo number);
    /// Changes those that it concerns, each as one of this copy's own.
    template <class Concerns, class Change>
    void change_where(Concerns concerns, Change change) {
        for (BidderNo number = 1; number <= static_cast<BidderNo>(size()); ++number)
            if (concerns(*find(number)))
                change(own(number));
    }

private:
    Shared shared_;
};

struct AwardState {
    BidderNo bidder = 0;
    OfferId offer_id;
    Instant at;
    Instant confirm_by;
    std::optional<Instant> confirmed_at;
};

struct State {
    std::int64_t seq = 0; // 0: nothing happened yet
    Instant at;
    Lifecycle lifecycle = Lifecycle::unconfirmed;
    IntentCreated intent;            // with the plan and the assignment that it has now
    std::optional<Plan> posted_plan; // while its rounds have another: that of an arm
    Instant created_at;
    std::optional<Instant> confirmed_at;
    std::optional<Instant> ended_at;
    std::vector<RoundState> rounds; // those scheduled so far
    std::int64_t first_opened = 0;  // seq of the first round's opening; 0: not yet
    Bidders bidders;
    std::vector<Queued> queue;     // those who wait for a place, first come first
    std::vector<BidderNo> ranking; // standing offers, best first
    std::optional<AwardState> award;
    std::optional<Instant> decision_ends_at;
    std::int64_t widen_km = 0;
    bool buyer_extended = false;
    std::int64_t waves = 0;
    std::int64_t buyer_head = 0; // pushes so far to the buyer, and to everybody
    std::int64_t public_head = 0;
    Instant buyer_at; // when they were told the newest of them
    Instant public_at;
    KeyUses keys;
    SharedCopy<Dialogue> dialogue;
    SharedCopy<Deal> deal;

    /// What the last event changed, for those who are told about it; not carried over to the next.
    std::vector<BidderNo> rank_moved;

    const RoundState* round() const { return rounds.empty() ? nullptr : &rounds.back(); }
    const Bidder* bidder(BidderNo number) const { return bidders.find(number); }
    const Bidder* bidder_of(const BusinessId& business) const;
    const Bidder* bidder_with(const OfferId& offer) const;
    bool is_over() const;
};

/// The next state. Asserts that the record continues the log (its seq is the next and its time does not go back).
void evolve(State& state, const Record& record);

/// What a command of `caller` (nothing: the buyer or the system) did whose first event was just evolved into `after`.
KeyUse use_of(const State& after, const Record& first, const std::optional<BusinessId>& caller);

/// The earliest moment at which a tick would do something, or nothing when the intent waits for people alone.
std::optional<Instant> next_due(const State& state);

/// Whether who is invited now may take part in the round at hand, or only those that earlier rounds left in.
bool admits_newcomers(const State& state);

/// How many more may be asked: the rules' number, less those asked that have neither offered nor declined. Below zero
/// when more were asked than that; 0 where no round is planned.
std::int64_t free_places(const State& state);

/// Whether the buyer has fewer standing offers than wished for, and nothing but the round's end stops more of them.
bool lacks_offers(const State& state);

/// Standing offers, best first: by (score, at, seq).
std::vector<BidderNo> rank_offers(const Bidders& bidders);

/// Whether the one offer comes before the other where both stand.
bool ranks_before(const Offer& one, const Offer& other);

/// A bidder's place in the ranking from 1, or 0.
std::int64_t rank_of(const std::vector<BidderNo>& ranking, BidderNo bidder);

/// The same for each of `bidders` bidders, by number, for whoever asks about many.
std::vector<std::int64_t> ranks_of(const std::vector<BidderNo>& ranking, std::size_t bidders);

} // namespace parley::core
