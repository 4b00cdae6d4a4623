// What the operator does, and what follows from it: a suspension stops a business's calls and its invitations, whoever
// it is about is told the reasons by mail, and an appeal that is upheld lifts what it was against.
#pragma once

#include "app/conduct.hpp"
#include "app/market.hpp"
#include "app/ports/accounts.hpp"
#include "app/ports/businesses.hpp"
#include "app/ports/mailer.hpp"
#include "app/ports/outbox.hpp"
#include "app/rule_book.hpp"
#include "app/suspensions.hpp"

namespace parley::app {

/// What an appeal against an event of the conduct score is about.
std::string conduct_subject(std::int64_t event);
/// The event that such an appeal is about.
std::optional<std::int64_t> conduct_event_in(std::string_view about);

/// By when each is answered. A complaint's is the law's (DUAA 2025, s. 164A DPA 2018); the others are the house's.
inline constexpr core::Micros complaint_life = core::seconds(30LL * 86'400);
inline constexpr core::Micros appeal_life = core::seconds(14LL * 86'400);
inline constexpr core::Micros report_life = core::seconds(7LL * 86'400);

/// The operator, whose principal came with the schema.
core::PrincipalId steward_principal();

struct StewardshipParts {
    Market& market;
    Oversight& oversight;
    Suspensions& suspensions;
    Accounts& accounts;
    Businesses& businesses;
    const RuleBook& rules;
    Conduct& conduct;
    std::string public_url;
};

enum class ActNo {
    subject_unknown,
    not_for_this,   // a report cannot be suspended, a business cannot be upheld
    not_suspended,  // there is nothing to lift
    decided_before, // a report or a matter is decided once
};

struct ActAnswer {
    std::optional<StewardAct> act;
    ActNo no = ActNo::subject_unknown; // when there is no act
};

struct Appealed {
    std::optional<Matter> matter; // nothing when there is nothing to appeal against, or it was appealed already
    bool has_appealed_already = false;
};

class Stewardship {
public:
    explicit Stewardship(StewardshipParts parts) : parts_(std::move(parts)) {}

    boost::asio::awaitable<ActAnswer> act(StewardDeed deed, std::string subject, std::string reasons);

    /// Writes down that the operator came in from that network.
    boost::asio::awaitable<void> note_sign_in(std::string network);

    /// One from an address that is not known yet counts once it is confirmed.
    boost::asio::awaitable<Matter> complain(core::IntentId id, core::PrincipalId from, std::string about,
                                            std::string text, bool is_confirmed);
    boost::asio::awaitable<void> confirm_complaint(core::IntentId id);
    /// Against the suspension in force, or against an event that counts in the conduct score; once each.
    boost::asio::awaitable<Appealed> appeal(core::IntentId id, core::BusinessId business,
                                            std::optional<std::int64_t> event, std::string text);

    /// The mail of an outbox row about an act, a complaint that came, or a limit that began.
    boost::asio::awaitable<std::optional<Mail>> compose(OutboxJob job);

private:
    boost::asio::awaitable<bool> note_sides(core::IntentId intent, std::int64_t number, NewAct& act);
    boost::asio::awaitable<void> follow(const StewardAct& act);
    boost::asio::awaitable<std::optional<Mail>> written(OutboxJob job, core::PrincipalId reader);
    boost::asio::awaitable<std::optional<Mail>> act_mail(StewardAct act, ActReader as, core::PrincipalId reader);
    boost::asio::awaitable<std::optional<Mail>> report_mail(StewardAct act, ActReader as);
    boost::asio::awaitable<std::optional<ActNo>> looked_at(StewardDeed deed, std::string subject, NewAct& act);
    boost::asio::awaitable<std::optional<std::string>> appealable(core::BusinessId business,
                                                                  std::optional<std::int64_t> event);
    boost::asio::awaitable<void> lift_what_was_appealed(Matter matter, std::string reasons);

    StewardshipParts parts_;
};

} // namespace parley::app
