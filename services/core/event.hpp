// What happened to an intent, in past tense. An event's chained form (its body) never holds a secret or a personal
// datum: each of those is a part, replaced in the body by a commitment to it (DESIGN 3.3). Each event lists its members
// once, in `fields`; the codec writes and reads both forms from that one list.
#pragma once

#include "core/deal/events.hpp"
#include "core/ids.hpp"
#include "core/offer_details.hpp"
#include "core/photo.hpp"
#include "core/place.hpp"
#include "core/rules.hpp"
#include "core/talk/events.hpp"

#include <optional>
#include <variant>

namespace parley::core {

enum class Lifecycle {
    unconfirmed,
    open,
    deciding,
    awarded,
    confirmed,
    fulfilled,
    closed,
    lapsed,
    cancelled,
    expired,
    no_offers
};
enum class CloseCause { time, buyer_chose, buyer_closed, cancelled, accepted };
enum class ReplanCause { assigned, ended };
enum class ExtensionCause { late_offer, no_offers, buyer, outage };
/// Who took an offer back: its bidder, or the core because its business has won all it can serve or was suspended.
enum class WithdrawalReason { own_wish, capacity_taken, suspended };
enum class Disposition { won, lost, stand_by, withdrawn, declined_all, no_award };

std::span<const std::string_view> names_of(Lifecycle);
std::span<const std::string_view> names_of(CloseCause);
std::span<const std::string_view> names_of(ReplanCause);
std::span<const std::string_view> names_of(ExtensionCause);
std::span<const std::string_view> names_of(WithdrawalReason);
std::span<const std::string_view> names_of(Disposition);

using Attributes = std::map<std::string, std::int64_t>;

/// Which experiment treats this intent, frozen when it is published (DESIGN 9.11); without one it is in the arm
/// "default" for sure.
struct Assignment {
    std::string experiment;
    std::string arm = "default";
    std::string unit; // pseudonymous: a hash of what is assigned
    std::int64_t propensity_ppm = ppm_per_one;
    template <class Archive, class Self>
    static void fields(Archive& a, Self& self) {
        a("experiment", self.experiment);
        a("arm", self.arm);
        a("unit", self.unit);
        a("propensity_ppm", self.propensity_ppm);
    }
    friend bool operator==(const Assignment&, const Assignment&) = default;
};

struct NamedPlace {
    std::string name;
    Point at;
    template <class Archive, class Self>
    static void fields(Archive& a, Self& self) {
        a("name", self.name);
        a("lat_e6", self.at.lat_e6);
        a("lon_e6", self.at.lon_e6);
    }
    friend bool operator==(const NamedPlace&, const NamedPlace&) = default;
};

struct IntentCreated {
    static constexpr std::string_view type = "intent_created";
    PrincipalId consumer;
    std::string title;
    std::string text;
    std::map<std::string, std::string> answers; // to the sector's questions
    std::vector<Photo> photos;
    std::string sector;
    NamedPlace exact;  // for matching and for the winner
    NamedPlace coarse; // for everybody else
    std::string currency = "GBP";
    std::optional<Minor> budget;
    bool budget_sealed = false;
    std::optional<Instant> needed_by;
    std::int64_t max_offers = 0;
    bool start_now = false;
    bool simulated = false;
    bool extend_if_empty = true; // a sealed or open round that nobody made an offer in goes on once
    bool advice_first = false;   // the first round waits until the buyer has heard advice and asks for offers
    bool experiments = true;     // false: its rounds run by the rules it is posted with, in no experiment
    Plan plan;
    Assignment assignment;
    template <class Archive, class Self>
    static void fields(Archive& a, Self& self) {
        a.part("consumer", self.consumer);
        a.part("title", self.title);
        a.part("text", self.text);
        a.part("answers", self.answers);
        a.added_part("photos", self.photos);
        a("sector", self.sector);
        a.part("place", self.exact);
        a("coarse_place", self.coarse);
        a("currency", self.currency);
        a("budget_sealed", self.budget_sealed);
        a.part_if(self.budget_sealed, "budget", self.budget);
        a("needed_by", self.needed_by);
        a("max_offers", self.max_offers);
        a("start_now", self.start_now);
        a("simulated", self.simulated);
        a.added("extend_if_empty", self.extend_if_empty);
        a.added("advice_first", self.advice_first);
        a.added_unless(true, "experiments", self.experiments);
        a("plan", self.plan);
        a("assignment", self.assignment);
    }
};

struct IntentConfirmed {
    static constexpr std::string_view type = "intent_confirmed";
    template <class Archive, class Self>
    static void fields(Archive&, Self&) {}
};

/// The rounds that have not opened get other rules: those of an arm, before the intent is published, or those it was
/// posted with again, because its experiment was ended for the harm it did. An open round keeps its rules.
struct Replanned {
    static constexpr std::string_view type = "replanned";
    ReplanCause cause = ReplanCause::assigned;
    Assignment assignment; // the same when it ended
    Plan plan;
    template <class Archive, class Self>
    static void fields(Archive& a, Self& self) {
        a("cause", self.cause);
        a("assignment", self.assignment);
        a("plan", self.plan);
    }
};

struct RoundScheduled {
    static constexpr std::string_view type = "round_scheduled";
    std::int64_t round = 0; // from 1
    Instant opens_at;
    std::int64_t reachable = 0; // matching businesses within their hours at opens_at
    std::string rules_hash;
    template <class Archive, class Self>
    static void fields(Archive& a, Self& self) {
        a("round", self.round);
        a("opens_at", self.opens_at);
        a("reachable", self.reachable);
        a("rules_hash", self.rules_hash);
    }
};

/// The buyer has heard advice and asks for offers: the round that waited for it opens.
struct OffersWanted {
    static constexpr std::string_view type = "offers_wanted";
    std::int64_t round = 0;
    Instant opens_at;
    std::int64_t reachable = 0; // matching businesses within their hours at opens_at
    template <class Archive, class Self>
    static void fields(Archive& a, Self& self) {
        a("round", self.round);
        a("opens_at", self.opens_at);
        a("reachable", self.reachable);
    }
};

struct RoundOpened {
    static constexpr std::string_view type = "round_opened";
    std::int64_t round = 0;
    Instant closes_at;
    template <class Archive, class Self>
    static void fields(Archive& a, Self& self) {
        a("round", self.round);
        a("closes_at", self.closes_at);
    }
};

/// One reason for an invitation: "sells_exactly", "distance_m" with the metres, "newcomer" ...
struct Reason {
    std::string reason;
    std::int64_t value = 0;
    template <class Archive, class Self>
    static void fields(Archive& a, Self& self) {
        a("reason", self.reason);
        a("value", self.value);
    }
    friend bool operator==(const Reason&, const Reason&) = default;
};

/// How a business looked to the buyer when it was invited.
struct BusinessProfile {
    BusinessId id;
    std::string name;
    std::string place_name;
    std::string story;
    std::int64_t distance_m = 0; // a part of its own in the log: several of them tell where the buyer lives
    bool simulated = false;
    template <class Archive, class Self>
    static void fields(Archive& a, Self& self) {
        a("id", self.id);
        a("name", self.name);
        a("place_name", self.place_name);
        a("story", self.story);
        a("simulated", self.simulated);
    }
};

/// A standing auto-offer as it was when its business was invited (or set it): it opens at `opening`, never goes below
/// `floor`, and takes `respond_after` (drawn by the shell from the range it logs) to answer; zero answers at once.
struct AutoTerms {
    Minor opening = 0;
    Minor floor = 0;
    Attributes attributes;
    std::string message;
    OfferDetails details;
    Micros respond_after = 0;
    std::int64_t respond_min_s = 0;
    std::int64_t respond_max_s = 0;
    std::string capacity_group; // whose slots an award takes; "" for none
    template <class Archive, class Self>
    static void fields(Archive& a, Self& self) {
        a("opening", self.opening);
        a("floor", self.floor);
        a("attributes", self.attributes);
        a("message", self.message);
        a("respond_after", self.respond_after);
        a("respond_min_s", self.respond_min_s);
        a("respond_max_s", self.respond_max_s);
        a.added("capacity_group", self.capacity_group);
        a.added("details", self.details);
    }
    friend bool operator==(const AutoTerms&, const AutoTerms&) = default;
};

struct Invited {
    static constexpr std::string_view type = "invited";
    BidderNo bidder = 0;
    BusinessProfile business;
    std::int64_t wave = 0;
    std::vector<Reason> reasons;
    std::int64_t propensity_ppm = ppm_per_one;
    std::optional<AutoTerms> auto_offer;
    template <class Archive, class Self>
    static void fields(Archive& a, Self& self) {
        a("bidder", self.bidder);
        a.part("business", self.business);
        a.part("distance", self.business.distance_m);
        a("wave", self.wave);
        a.part("reasons", self.reasons); // They have distances in them, too.
        a("propensity_ppm", self.propensity_ppm);
        a.part("auto_offer", self.auto_offer);
    }
};

/// A business found the intent by itself while every place was taken, and waits for the next one (DESIGN 3.1).
struct Queued {
    static constexpr std::string_view type = "queued";
    BusinessProfile business;
    std::vector<Reason> reasons;
    template <class Archive, class Self>
    static void fields(Archive& a, Self& self) {
        a.part("business", self.business);
        a.part("distance", self.business.distance_m);
        a.part("reasons", self.reasons);
    }
};

struct InvitationDeclined {
    static constexpr std::string_view type = "invitation_declined";
    BidderNo bidder = 0;
    std::string reason;
    template <class Archive, class Self>
    static void fields(Archive& a, Self& self) {
        a("bidder", self.bidder);
        a("reason", self.reason);
    }
};

/// The members of a first and of a revised offer. What is made in secret has its price and attributes as parts: in a
/// sealed round until the close, in one of turns until the turn ends.
struct OfferTerms {
    BidderNo bidder = 0;
    OfferId offer_id;
    bool sealed = false;
    Minor price = 0;
    Attributes attributes;
    std::string message;
    OfferDetails details;
    bool automatic = false;
    std::int64_t cause = 0; // seq of the event that an automatic move answers; 0: none
    template <class Archive, class Self>
    static void fields(Archive& a, Self& self) {
        a("bidder", self.bidder);
        a("offer_id", self.offer_id);
        a("sealed", self.sealed);
        a.part_if(self.sealed, "price", self.price);
        a.part_if(self.sealed, "attributes", self.attributes);
        a.part("message", self.message);
        a.added_part("details", self.details);
        a("automatic", self.automatic);
        a("cause", self.cause);
    }
};
struct OfferPlaced : OfferTerms {
    static constexpr std::string_view type = "offer_placed";
};
struct OfferRevised : OfferTerms {
    static constexpr std::string_view type = "offer_revised";
};

struct OfferWithdrawn {
    static constexpr std::string_view type = "offer_withdrawn";
    BidderNo bidder = 0;
    WithdrawalReason reason = WithdrawalReason::own_wish;
    template <class Archive, class Self>
    static void fields(Archive& a, Self& self) {
        a("bidder", self.bidder);
        a.added("reason", self.reason);
    }
};

struct AutoOfferSet {
    static constexpr std::string_view type = "auto_offer_set";
    BidderNo bidder = 0;
    AutoTerms terms;
    template <class Archive, class Self>
    static void fields(Archive& a, Self& self) {
        a("bidder", self.bidder);
        a.part("terms", self.terms);
    }
};

struct AutoOfferDropped {
    static constexpr std::string_view type = "auto_offer_dropped";
    BidderNo bidder = 0;
    template <class Archive, class Self>
    static void fields(Archive& a, Self& self) {
        a("bidder", self.bidder);
    }
};

struct RoundExtended {
    static constexpr std::string_view type = "round_extended";
    std::int64_t round = 0;
    ExtensionCause cause = ExtensionCause::late_offer;
    Instant from; // an outage's first and last moment; otherwise the end before and after
    Instant to;
    Instant opens_at; // both as they stand afterwards
    Instant closes_at;
    std::int64_t widen_km = 0; // the buyer agreed to look this much further
    template <class Archive, class Self>
    static void fields(Archive& a, Self& self) {
        a("round", self.round);
        a("cause", self.cause);
        a("from", self.from);
        a("to", self.to);
        a("opens_at", self.opens_at);
        a("closes_at", self.closes_at);
        a("widen_km", self.widen_km);
    }
};

/// One bidder's time to improve its offer in a round of turns: [starts_at, ends_at).
struct Turn {
    BidderNo bidder = 0;
    Instant starts_at;
    Instant ends_at;
    template <class Archive, class Self>
    static void fields(Archive& a, Self& self) {
        a("bidder", self.bidder);
        a("starts_at", self.starts_at);
        a("ends_at", self.ends_at);
    }
    friend bool operator==(const Turn&, const Turn&) = default;
};

/// The pause before a round of turns begins: who will come when, the worst offer first.
struct TurnsOrdered {
    static constexpr std::string_view type = "turns_ordered";
    std::int64_t round = 0;
    std::int64_t of_turns = 0; // which round of turns, from 1
    std::vector<Turn> turns;
    Instant closes_at; // the end of the last turn of all
    template <class Archive, class Self>
    static void fields(Archive& a, Self& self) {
        a("round", self.round);
        a("of_turns", self.of_turns);
        a("turns", self.turns);
        a("closes_at", self.closes_at);
    }
};

/// A turn is over, and what its bidder last offered in it becomes its offer, for all to see.
struct TurnEnded {
    static constexpr std::string_view type = "turn_ended";
    std::int64_t round = 0;
    BidderNo bidder = 0;
    bool changed = false;
    template <class Archive, class Self>
    static void fields(Archive& a, Self& self) {
        a("round", self.round);
        a("bidder", self.bidder);
        a("changed", self.changed);
    }
};

/// A falling clock has gone down one level; whoever did not accept the one before is out.
struct ClockStepped {
    static constexpr std::string_view type = "clock_stepped";
    std::int64_t round = 0;
    std::int64_t level = 0; // from 1; level 0 begins with the round
    Minor price = 0;
    Instant ends_at;
    std::vector<BidderNo> out;
    template <class Archive, class Self>
    static void fields(Archive& a, Self& self) {
        a("round", self.round);
        a("level", self.level);
        a("price", self.price);
        a("ends_at", self.ends_at);
        a("out", self.out);
    }
};

struct RoundClosed {
    static constexpr std::string_view type = "round_closed";
    std::int64_t round = 0;
    CloseCause cause = CloseCause::time;
    std::vector<BidderNo> ranking; // standing offers, best first
    std::optional<Minor> pays;     // what the winner is paid if it is awarded on price alone
    template <class Archive, class Self>
    static void fields(Archive& a, Self& self) {
        a("round", self.round);
        a("cause", self.cause);
        a("ranking", self.ranking);
        a("pays", self.pays);
    }
};

/// Why an offer that was flagged as low can be kept (low_offer.hpp), in its bidder's words.
struct LowOfferExplained {
    static constexpr std::string_view type = "low_offer_explained";
    BidderNo bidder = 0;
    std::string explanation;
    template <class Archive, class Self>
    static void fields(Archive& a, Self& self) {
        a("bidder", self.bidder);
        a.part("explanation", self.explanation);
    }
};

struct Awarded {
    static constexpr std::string_view type = "awarded";
    BidderNo bidder = 0;
    OfferId offer_id;
    std::string reason;
    template <class Archive, class Self>
    static void fields(Archive& a, Self& self) {
        a("bidder", self.bidder);
        a("offer_id", self.offer_id);
        a.part("reason", self.reason);
    }
};

struct AwardConfirmed {
    static constexpr std::string_view type = "award_confirmed";
    BidderNo bidder = 0;
    template <class Archive, class Self>
    static void fields(Archive& a, Self& self) {
        a("bidder", self.bidder);
    }
};

struct AwardLapsed {
    static constexpr std::string_view type = "award_lapsed";
    BidderNo bidder = 0;
    template <class Archive, class Self>
    static void fields(Archive& a, Self& self) {
        a("bidder", self.bidder);
    }
};

struct Disposed {
    static constexpr std::string_view type = "disposed";
    BidderNo bidder = 0;
    Disposition disposition = Disposition::lost;
    std::string reason;
    std::string band; // how far above the winner's score, in per cent: "0-5", "5-15", "15-30", "30+"; "" for none
    bool final = true;
    template <class Archive, class Self>
    static void fields(Archive& a, Self& self) {
        a("bidder", self.bidder);
        a("disposition", self.disposition);
        a("reason", self.reason);
        a("band", self.band);
        a("final", self.final);
    }
};

struct IntentEnded {
    static constexpr std::string_view type = "intent_ended";
    Lifecycle state = Lifecycle::expired; // lapsed, cancelled, expired or no_offers
    std::string reason;                   // a code: not_confirmed, declined_all, cancelled, no_offers ...
    std::string note;                     // the buyer's own words, for nobody else
    template <class Archive, class Self>
    static void fields(Archive& a, Self& self) {
        a("state", self.state);
        a("reason", self.reason);
        a.part("note", self.note);
    }
};

/// First what the market is made of, then what people say in it, then what follows from the yes, and the end of it all.
using EventKinds =
    std::variant<IntentCreated, Replanned, IntentConfirmed, RoundScheduled, AdviceGiven, OffersWanted, RoundOpened,
                 Invited, Queued, InvitationDeclined, OfferPlaced, OfferRevised, OfferWithdrawn, AutoOfferSet,
                 AutoOfferDropped, RoundExtended, RoundClosed, TurnsOrdered, TurnEnded, ClockStepped, LowOfferExplained,
                 Awarded, AwardConfirmed, AwardLapsed, Disposed, IntentEnded, QuestionAsked, QuestionAnswered,
                 MessageSent, ReadinessSet, ThreadMuted, BidderBlocked, Shortlisted, Reported, PromiseMade,
                 PromiseClaimed, PromiseJudged, RepairOffered, RepairAnswered, HandedOff, VisitRedeemed,
                 OutcomeReported, Reviewed, IdeaVoiced, OutcomeShared, Erased>;

/// One of them. How all those kinds are copied, moved and destroyed is compiled once, in event.cpp: in each file that
/// holds an event it was most of the compiler's time.
struct Event : EventKinds {
    using EventKinds::EventKinds;
    Event(const Event&);
    Event(Event&&) noexcept;
    Event& operator=(const Event&);
    Event& operator=(Event&&) noexcept;
    ~Event();
};

/// An event in its place in the log.
struct Record {
    std::int64_t seq = 0; // 1, 2, 3 ...
    Instant at;           // never decreases along the log
    Instant received_at;  // when the last byte of the request was read; equal to `at` where nobody asked
    std::string command_key;
    Event event;
};

std::string_view type_of(const Event& event);

} // namespace parley::core
