// What follows from a confirmed award, in past tense: promises and whether they were kept, how it turned out, what the
// buyer says of it, and the end of the buyer's data.
#pragma once

#include "core/ids.hpp"
#include "core/money.hpp"
#include "core/names.hpp"
#include "core/time.hpp"

#include <optional>
#include <span>
#include <string>

namespace parley::core {

enum class PromiseKind { price, delivery, extra };
enum class HandOffKind { checkout, booking, visit };
/// Where the buyer bought in the end.
enum class BoughtWhere { here, elsewhere, nowhere };

std::span<const std::string_view> names_of(PromiseKind);
std::span<const std::string_view> names_of(HandOffKind);
std::span<const std::string_view> names_of(BoughtWhere);

/// The first promises come with the award: its price, and the delivery if the offer says in how many days.
struct PromiseMade {
    static constexpr std::string_view type = "promise_made";
    std::int64_t promise = 0; // from 1
    PromiseKind kind = PromiseKind::extra;
    std::optional<Minor> amount; // of a price
    std::optional<Instant> due_at;
    std::string text; // of an extra, in the business's words
    template <class Archive, class Self>
    static void fields(Archive& a, Self& self) {
        a("promise", self.promise);
        a("kind", self.kind);
        a("amount", self.amount);
        a("due_at", self.due_at);
        a.part("text", self.text);
    }
};

/// The business says that it has done what it promised.
struct PromiseClaimed {
    static constexpr std::string_view type = "promise_claimed";
    std::int64_t promise = 0;
    std::string note;
    template <class Archive, class Self>
    static void fields(Archive& a, Self& self) {
        a("promise", self.promise);
        a.part("note", self.note);
    }
};

/// The buyer says whether it was kept.
struct PromiseJudged {
    static constexpr std::string_view type = "promise_judged";
    std::int64_t promise = 0;
    bool kept = true;
    std::string note;
    template <class Archive, class Self>
    static void fields(Archive& a, Self& self) {
        a("promise", self.promise);
        a("kept", self.kept);
        a.part("note", self.note);
    }
};

/// How the business wants to put a broken promise right.
struct RepairOffered {
    static constexpr std::string_view type = "repair_offered";
    std::int64_t promise = 0;
    std::optional<Instant> due_at;
    std::string text;
    template <class Archive, class Self>
    static void fields(Archive& a, Self& self) {
        a("promise", self.promise);
        a("due_at", self.due_at);
        a.part("text", self.text);
    }
};

struct RepairAnswered {
    static constexpr std::string_view type = "repair_answered";
    std::int64_t promise = 0;
    bool accepted = true;
    template <class Archive, class Self>
    static void fields(Archive& a, Self& self) {
        a("promise", self.promise);
        a("accepted", self.accepted);
    }
};

/// Where the sale goes on: a page to pay or to book at, or a code to show in the shop.
struct HandedOff {
    static constexpr std::string_view type = "handed_off";
    HandOffKind kind = HandOffKind::checkout;
    std::string target; // a URL; "" for a visit
    std::string code;   // what the buyer shows, or the page of payment reports back
    template <class Archive, class Self>
    static void fields(Archive& a, Self& self) {
        a("kind", self.kind);
        a.part("target", self.target);
        a.part("code", self.code);
    }
};

/// The buyer showed the code in the shop, or its page of payment reported back.
struct VisitRedeemed {
    static constexpr std::string_view type = "visit_redeemed";
    template <class Archive, class Self>
    static void fields(Archive&, Self&) {}
};

struct OutcomeReported {
    static constexpr std::string_view type = "outcome_reported";
    BoughtWhere where = BoughtWhere::here;
    std::optional<Minor> price; // what was paid
    std::string note;
    template <class Archive, class Self>
    static void fields(Archive& a, Self& self) {
        a("where", self.where);
        a("price", self.price);
        a.part("note", self.note);
    }
};

/// Of a deal that took place; whether something was given for it is shown with it (DMCC 2024).
struct Reviewed {
    static constexpr std::string_view type = "reviewed";
    std::int64_t rating = 0; // 1 to 5
    bool incentive = false;
    std::string text;
    template <class Archive, class Self>
    static void fields(Archive& a, Self& self) {
        a("rating", self.rating);
        a("incentive", self.incentive);
        a.part("text", self.text);
    }
};

/// What the buyer wishes existed.
struct IdeaVoiced {
    static constexpr std::string_view type = "idea_voiced";
    std::int64_t idea = 0; // from 1
    std::string text;
    template <class Archive, class Self>
    static void fields(Archive& a, Self& self) {
        a("idea", self.idea);
        a.part("text", self.text);
    }
};

/// "I asked for X, got Y", for everybody to read while it is shared.
struct OutcomeShared {
    static constexpr std::string_view type = "outcome_shared";
    bool shared = true;
    std::string text;
    template <class Archive, class Self>
    static void fields(Archive& a, Self& self) {
        a("shared", self.shared);
        a.part("text", self.text);
    }
};

/// The buyer's texts, place and name are gone from every part of this log (core/erasure.hpp names them).
struct Erased {
    static constexpr std::string_view type = "erased";
    template <class Archive, class Self>
    static void fields(Archive&, Self&) {}
};

} // namespace parley::core
