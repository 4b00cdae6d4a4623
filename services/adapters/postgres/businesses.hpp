// Businesses, their invitations and their standing offers on PostgreSQL. Every change takes its version under one row's
// lock, which is held until the commit: who has read up to a version has missed nothing. What "today" is in
// Shop::invited_today is the database's UTC day; a capped shop counts as changed when its day is over.
#pragma once

#include "adapters/postgres/gathered.hpp"
#include "adapters/postgres/sessions.hpp"
#include "app/ports/businesses.hpp"

#include <compare>
#include <set>
#include <variant>

namespace parley::postgres {

class PostgresBusinesses final : public app::Businesses {
public:
    explicit PostgresBusinesses(std::shared_ptr<Sessions> sessions);

    awaitable<void> add(app::Business business) override;
    awaitable<void> add_all(std::vector<app::Business> businesses, std::vector<app::StandingOffer> offers) override;
    awaitable<std::optional<app::Business>> find(core::BusinessId id) override;
    awaitable<void> confirm(core::BusinessId id, core::Instant now) override;
    awaitable<void> leave(core::BusinessId id, core::Instant now) override;
    awaitable<void> tick_conduct(core::BusinessId id, std::string version, std::string code_sha256) override;
    awaitable<void> accept_conduct(core::BusinessId id, std::string version, std::string code_sha256,
                                   core::Instant now) override;
    awaitable<void> change(app::Business business) override;
    awaitable<std::vector<app::Business>> changed_since(std::int64_t version, int limit) override;
    awaitable<void> note_invitations(std::vector<InvitationNote> notes) override;
    awaitable<void> note_answer(core::BusinessId business, core::IntentId intent) override;
    awaitable<std::vector<InvitationNote>> invitations(core::BusinessId business, core::Instant before,
                                                       int limit) override;
    awaitable<std::vector<app::StandingOffer>> standing_offers(core::BusinessId business) override;
    awaitable<void> put_standing_offer(app::StandingOffer offer, core::Instant now) override;
    awaitable<bool> drop_standing_offer(core::BusinessId business, std::string id, core::Instant now) override;
    awaitable<std::vector<app::StandingOfferChange>> standing_offer_changes(core::BusinessId business,
                                                                            int limit) override;
    awaitable<std::vector<app::CapacityGroup>> capacity_groups(core::BusinessId business) override;
    awaitable<std::vector<app::StandingOffer>> standing_offers_of(std::vector<core::BusinessId> businesses) override;

private:
    struct Answered {
        std::string business;
        std::string intent;
        friend auto operator<=>(const Answered&, const Answered&) = default;
    };
    static void note_answers(Session& session, std::set<Answered> answered);

    std::shared_ptr<Sessions> sessions_;
    std::shared_ptr<Gathered<Answered, std::monostate>> answers_; // all of them take the one row that numbers changes
};

} // namespace parley::postgres
