// What must happen after an event, as outbox rows that are committed with it: entries of the desk and sector streams,
// outreach to businesses, and mails. Pure: the same event always has the same consequences.
#pragma once

#include "app/ports/ledger.hpp"
#include "core/state.hpp"

#include <string>
#include <vector>

namespace parley::app {

inline constexpr const char* topic_job = "topic";
inline constexpr const char* outreach_job = "outreach";
inline constexpr const char* mail_job = "mail";
inline constexpr const char* push_job = "push"; // as a mail row, for the browsers of its reader
inline constexpr const char* capacity_job = "capacity";
inline constexpr const char* heads_job = "heads";
inline constexpr const char* conduct_job = "conduct"; // what may count against a business

/// How long a live socket has to acknowledge a push before the mail that says the same goes out; a setting.
inline constexpr core::Micros mail_grace_default = core::seconds(20);
/// How long before the end of the decision the buyer is reminded.
inline constexpr core::Micros decision_reminder = core::seconds(2 * 3'600);

/// `after` is the state right after `record`. Mails that a live page makes unnecessary wait for `mail_grace`.
std::vector<OutboxRow> consequences(const core::State& after, const core::Record& record, core::Micros mail_grace);

/// Which workers may find a row of theirs after these events. A worker that is not woken looks once a second, which
/// is soon enough for a place that an offer frees; so haggling costs them nothing.
struct Wakes {
    bool topics = false;
    bool outreach = false;
    bool retirement = false;
};
Wakes wakes_of(const std::vector<StoredEvent>& events);

/// The target of what is told to a business; what is told to the buyer has none.
inline constexpr std::string_view business_prefix = "business/";
std::string business_target(const core::BusinessId& business);
/// Nothing for a target that is none.
std::optional<core::BusinessId> business_in_target(std::string_view target);

inline constexpr std::string_view desk_prefix = "desk/";
std::string desk_topic(const core::BusinessId& business);
std::string sector_topic(std::string_view sector);
std::string intent_topic(const core::IntentId& intent);

/// What moves in the capacity groups with an append that leads from `before` to `after`: the slot of an award that is
/// made, or that is gone without a deal.
std::vector<CapacityClaim> claims_of(const core::State& before, const core::State& after);

/// The head row of an intent in this state.
HeadFacts head_facts(const core::State& state);

} // namespace parley::app
