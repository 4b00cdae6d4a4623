// What somebody wants to happen, in the imperative. A command carries everything that deciding it needs: its sender,
// its key, when it was received, and whatever the shell drew or looked up for it.
#pragma once

#include "core/event.hpp"
#include "core/event_codec.hpp"

namespace parley::core {

enum class SenderKind { buyer, business, system };
std::span<const std::string_view> names_of(SenderKind);

struct Sender {
    SenderKind kind = SenderKind::system;
    BusinessId business; // of a business
    friend bool operator==(const Sender&, const Sender&) = default;
};

struct Create {
    IntentCreated intent;
};
/// The arm that an intent is in, and what becomes of its plan.
struct Treatment {
    Assignment assignment;
    Plan plan;
};
/// The buyer's yes. `opens_at` and `reachable` were computed from the hours of the matching businesses.
struct Confirm {
    Instant opens_at;
    std::int64_t reachable = 0;
    std::optional<Treatment> treatment = {};
};
struct Invitee {
    BusinessProfile business;
    std::vector<Reason> reasons;
    std::int64_t propensity_ppm = ppm_per_one;
    std::optional<AutoTerms> auto_offer;
};
struct Invite {
    std::vector<Invitee> invitees;
};
/// A matching business found the intent by itself and wants to take part.
struct Join {
    Invitee self;
    bool tied_to_buyer = false;
    bool blocked = false; // the buyer said before that it wants to hear nothing from this business
};
struct DeclineInvitation {
    std::string reason;
};
struct PlaceOffer {
    Minor price = 0;
    Attributes attributes;
    std::string message;
    OfferDetails details;
    bool confirm = false;       // yes, this large a fall is meant
    OfferId new_id;             // used if it is the first
    bool tied_to_buyer = false; // the shell knows of one person behind both
};
/// Yes to the price that a clock shows. `price` is what the sender saw; a clock that has moved on refuses it.
struct Accept {
    std::optional<Minor> price;
    Attributes attributes;
    std::string message;
    OfferDetails details;
    OfferId new_id; // used if it is the first
    bool tied_to_buyer = false;
};
struct SetAutoOffer {
    AutoTerms terms;
    bool tied_to_buyer = false;
};
struct DropAutoOffer {};
struct WithdrawOffer {
    std::optional<OfferId> offer_id; // none: the sender's own
};
struct Tick {};
struct ExtendOnce {
    std::int64_t widen_km = 0;
};
struct CloseEarly {};
/// Enough advice: the first round opens at `opens_at`, which `reachable` businesses have within their hours.
struct AskForOffers {
    Instant opens_at;
    std::int64_t reachable = 0;
};
struct Award {
    OfferId offer_id;
    std::string reason;
};
struct ConfirmAward {};
struct DeclineAll {
    std::string reason;
};
struct Cancel {
    std::string reason;
};
/// The group of this business is used up: what stands in it here is taken back. Of the system alone.
struct RetireOffer {
    BusinessId business;
    std::string capacity_group;
};
/// This business was suspended: what stands here is taken back, and its award lapses at once. Of the system alone.
struct SuspendBidder {
    BusinessId business;
};
/// Why an offer flagged as low can be kept.
struct ExplainLowOffer {
    std::string explanation;
};
/// A question to the buyer for all to read; of the buyer: to every bidder.
struct Ask {
    std::string text;
};
struct GiveAdvice {
    std::string text;
};
struct AnswerQuestion {
    std::int64_t question = 0;
    std::string text;
};
/// A word in a thread. The buyer names the offer; a business has one thread.
struct SendMessage {
    std::optional<OfferId> offer_id;
    MessageKind kind = MessageKind::message;
    std::string text;
};
struct SetReadiness {
    Readiness readiness = Readiness::ready;
    std::optional<Instant> ask_at;
};
struct MuteThread {
    OfferId offer_id;
    bool muted = true;
};
struct BlockBidder {
    std::optional<OfferId> offer_id;
    std::optional<BusinessId> adviser; // one that advised and has no offer
};
struct Shortlist {
    OfferId offer_id;
    bool listed = true;
};
/// The buyer names the offer of the business it reports; a business reports the buyer.
struct Report {
    std::optional<OfferId> offer_id; // whose it is; none where a business reports the buyer
    Complaint about = Complaint::other;
    std::string text;
    std::optional<BusinessId> adviser; // of the buyer, for one that advised and has no offer
};
struct MakePromise {
    std::optional<Instant> due_at;
    std::string text;
};
struct ClaimPromise {
    std::int64_t promise = 0;
    std::string note;
};
struct JudgePromise {
    std::int64_t promise = 0;
    bool kept = true;
    std::string note;
};
struct OfferRepair {
    std::int64_t promise = 0;
    std::optional<Instant> due_at;
    std::string text;
};
struct AnswerRepair {
    std::int64_t promise = 0;
    bool accepted = true;
};
/// `code` is drawn by the shell.
struct HandOver {
    HandOffKind kind = HandOffKind::checkout;
    std::string target;
    std::string code;
};
struct RedeemVisit {
    std::string code;
};
struct ReportOutcome {
    BoughtWhere where = BoughtWhere::here;
    std::optional<Minor> price;
    std::string note;
};
struct WriteReview {
    std::int64_t rating = 0;
    bool incentive = false;
    std::string text;
};
struct VoiceIdea {
    std::string text;
};
struct ShareOutcome {
    bool shared = true;
    std::string text;
};
struct Erase {};
struct ClaimOutage {
    Instant from;
    Instant to;
};

using CommandKinds =
    std::variant<Create, Confirm, Invite, Join, DeclineInvitation, PlaceOffer, Accept, SetAutoOffer, DropAutoOffer,
                 WithdrawOffer, Tick, ExtendOnce, CloseEarly, AskForOffers, Award, ConfirmAward, DeclineAll, Cancel,
                 RetireOffer, SuspendBidder, ExplainLowOffer, ClaimOutage, GiveAdvice, Ask, AnswerQuestion, SendMessage,
                 SetReadiness, MuteThread, BlockBidder, Shortlist, Report, MakePromise, ClaimPromise, JudgePromise,
                 OfferRepair, AnswerRepair, HandOver, RedeemVisit, ReportOutcome, WriteReview, VoiceIdea, ShareOutcome,
                 Erase>;

/// One of them; copied, moved and destroyed in command.cpp, for the reason told at `Event`.
struct Command : CommandKinds {
    using CommandKinds::CommandKinds;
    Command(const Command&);
    Command(Command&&) noexcept;
    Command& operator=(const Command&);
    Command& operator=(Command&&) noexcept;
    ~Command();
};

struct Envelope {
    Command command;
    Sender sender;
    std::string key;          // "" for none: then a repeat is a new command
    std::string content_hash; // of what the sender sent, to know a repeat from a reuse
    Instant received_at;
    bool experiment_ended = false; // that of the intent was ended for harm: no round opens under its arm any more
};

/// "buyer/KEY", "business ID/KEY" or "system/KEY", then "#" and the content hash; "" without a key.
std::string command_key_of(const Envelope& envelope);

} // namespace parley::core
