// What follows from a confirmed award: promises with dates, how it turned out, and what the buyer says of it.
#pragma once

#include "core/deal/events.hpp"

#include <vector>

namespace parley::core {

/// open -> claimed (the business says it is done) -> kept or broken (the buyer says); a broken one may be repaired.
enum class PromiseState { open, claimed, kept, broken, repairing, repaired };
std::span<const std::string_view> names_of(PromiseState);

struct Promise {
    std::int64_t number = 0;
    PromiseKind kind = PromiseKind::extra;
    PromiseState state = PromiseState::open;
    std::optional<Minor> amount;
    std::optional<Instant> due_at;
    std::string text;
    std::string claim;  // what the business said when it was done
    std::string note;   // what the buyer said of it
    std::string repair; // what the business offers to put it right
    std::optional<Instant> repair_due_at;
    bool repair_offered = false; // and not answered yet
    bool was_broken = false;
    Instant changed_at;
};

struct HandOff {
    HandOffKind kind = HandOffKind::checkout;
    std::string target;
    std::string code;
    std::optional<Instant> redeemed_at;
};

struct SaleOutcome {
    BoughtWhere where = BoughtWhere::here;
    std::optional<Minor> price;
    std::string note;
    Instant at;
};

struct Review {
    std::int64_t rating = 0;
    bool incentive = false;
    std::string text;
    Instant at;
};

struct Idea {
    std::int64_t number = 0;
    std::string text;
    Instant at;
};

struct Deal {
    std::vector<Promise> promises; // promise n at n - 1
    std::optional<HandOff> hand_off;
    std::optional<SaleOutcome> outcome;
    std::optional<Review> review;
    std::vector<Idea> ideas;
    std::optional<std::string> shared; // what everybody may read
    std::optional<Instant> shared_at;  // when that last changed
    std::int64_t unanswered = 0;       // what the business added since the buyer's last word
    bool erased = false;

    const Promise* promise(std::int64_t number) const;
};

/// Whether nothing is expected of anybody any more.
bool is_settled(const Promise& promise);

} // namespace parley::core
