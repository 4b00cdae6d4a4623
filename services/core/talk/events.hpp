// What people say to each other about an intent, in past tense (DESIGN 3.3). Texts are parts: the log keeps that
// somebody spoke, and what was said can be erased.
#pragma once

#include "core/ids.hpp"
#include "core/names.hpp"
#include "core/time.hpp"

#include <optional>
#include <span>
#include <string>

namespace parley::core {

enum class Party { buyer, business };
/// A message, or the buyer's wish for a better price: once for each business and round.
enum class MessageKind { message, beat_this };
/// When the buyer wants to hear more. "ask_me": once more, from the day it names.
enum class Readiness { ready, not_yet, ask_me };
enum class Complaint { rude, spam, contact_outside, wrong_price, reference_price, not_genuine, other };

std::span<const std::string_view> names_of(Party);
std::span<const std::string_view> names_of(MessageKind);
std::span<const std::string_view> names_of(Readiness);
std::span<const std::string_view> names_of(Complaint);

/// A question for all who take part to read: of a bidder to the buyer, or of the buyer to every bidder (bidder 0),
/// which each answers in its own thread.
struct QuestionAsked {
    static constexpr std::string_view type = "question_asked";
    std::int64_t question = 0; // from 1
    BidderNo asker = 0;
    std::string text;
    template <class Archive, class Self>
    static void fields(Archive& a, Self& self) {
        a("question", self.question);
        a("asker", self.asker);
        a.part("text", self.text);
    }
};

/// The buyer's answer to a bidder's question, for all bidders at once.
struct QuestionAnswered {
    static constexpr std::string_view type = "question_answered";
    std::int64_t question = 0;
    std::string text;
    template <class Archive, class Self>
    static void fields(Archive& a, Self& self) {
        a("question", self.question);
        a.part("text", self.text);
    }
};

/// What a bidder advises before offers are asked for; once for each, to the buyer alone.
struct AdviceGiven {
    static constexpr std::string_view type = "advice_given";
    BidderNo bidder = 0;
    std::string text;
    template <class Archive, class Self>
    static void fields(Archive& a, Self& self) {
        a("bidder", self.bidder);
        a.part("text", self.text);
    }
};

/// A word in the private thread that a bidder's offer opened.
struct MessageSent {
    static constexpr std::string_view type = "message_sent";
    std::int64_t message = 0; // from 1, over all threads
    BidderNo bidder = 0;
    Party by = Party::buyer;
    MessageKind kind = MessageKind::message;
    std::string text;
    template <class Archive, class Self>
    static void fields(Archive& a, Self& self) {
        a("message", self.message);
        a("bidder", self.bidder);
        a("by", self.by);
        a("kind", self.kind);
        a.part("text", self.text);
    }
};

struct ReadinessSet {
    static constexpr std::string_view type = "readiness_set";
    Readiness readiness = Readiness::ready;
    std::optional<Instant> ask_at; // of ask_me
    template <class Archive, class Self>
    static void fields(Archive& a, Self& self) {
        a("readiness", self.readiness);
        a("ask_at", self.ask_at);
    }
};

struct ThreadMuted {
    static constexpr std::string_view type = "thread_muted";
    BidderNo bidder = 0;
    bool muted = true;
    template <class Archive, class Self>
    static void fields(Archive& a, Self& self) {
        a("bidder", self.bidder);
        a("muted", self.muted);
    }
};

/// The buyer wants to hear nothing more from this business, here and in what it asks for later.
struct BidderBlocked {
    static constexpr std::string_view type = "bidder_blocked";
    BidderNo bidder = 0;
    template <class Archive, class Self>
    static void fields(Archive& a, Self& self) {
        a("bidder", self.bidder);
    }
};

struct Shortlisted {
    static constexpr std::string_view type = "shortlisted";
    BidderNo bidder = 0;
    bool listed = true;
    template <class Archive, class Self>
    static void fields(Archive& a, Self& self) {
        a("bidder", self.bidder);
        a("listed", self.listed);
    }
};

/// One side reports the other to the operator.
struct Reported {
    static constexpr std::string_view type = "reported";
    std::int64_t report = 0; // from 1
    BidderNo bidder = 0;
    Party by = Party::buyer;
    Complaint about = Complaint::other;
    std::string text;
    template <class Archive, class Self>
    static void fields(Archive& a, Self& self) {
        a("report", self.report);
        a("bidder", self.bidder);
        a("by", self.by);
        a("about", self.about);
        a.part("text", self.text);
    }
};

} // namespace parley::core
