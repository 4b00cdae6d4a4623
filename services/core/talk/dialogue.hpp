// What was said about an intent so far, and who may speak next: a business asks one question at a time, writes in the
// thread that its offer opened and nowhere else, and not twice without an answer (DESIGN 3.3, product.md S60).
#pragma once

#include "core/talk/events.hpp"

#include <map>
#include <vector>

namespace parley::core {

struct Question {
    std::int64_t number = 0;
    BidderNo asker = 0; // 0: the buyer asks all
    std::string text;
    Instant at; // as people are told
    std::int64_t seq = 0;
    std::optional<std::string> answer;
    Instant answered_at;
};

struct Message {
    std::int64_t number = 0;
    Party by = Party::buyer;
    MessageKind kind = MessageKind::message;
    std::string text;
    Instant at;
    std::int64_t seq = 0;
};

struct Thread {
    std::vector<Message> messages;
    std::int64_t beaten_round = 0; // the last round in which the buyer asked for a better price
    bool muted = false;
    bool blocked = false;
    bool shortlisted = false;
    bool reported_by_buyer = false;
    bool reported_by_business = false;
};

struct Advice {
    std::string text;
    Instant at; // as people are told
};

struct Dialogue {
    std::vector<Question> questions; // question n at n - 1
    std::map<BidderNo, Advice> advice;
    bool offers_wanted = false; // after advice
    std::map<BidderNo, Thread> threads;
    std::int64_t messages = 0;
    std::int64_t reports = 0;
    Readiness readiness = Readiness::ready;
    std::optional<Instant> ask_at;

    const Question* question(std::int64_t number) const;
    /// The bidder's thread; an empty one before the first word.
    const Thread& thread(BidderNo bidder) const;
    /// The seq of the buyer's latest question to all; 0 for none.
    std::int64_t asked_all_seq() const;
};

} // namespace parley::core
