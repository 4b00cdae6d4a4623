// Businesses in memory, with the behaviour that tests/ports/businesses_test.cpp asks for. Its day never ends.
#pragma once

#include "app/ports/businesses.hpp"
#include "runtime/asio.hpp"
#include "support/fakes/fake_outbox.hpp"
#include "support/fakes/gate.hpp"

#include <map>

namespace parley::test {

class FakeBusinesses final : public app::Businesses {
public:
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

    FakeOutbox* outbox = nullptr; // where mails are promised; none: nowhere
    Gate change_answers;          // holds what changed_since has read

private:
    struct Invitation {
        std::optional<InvitationNote> note; // none: its answer came first
        bool answered = false;
    };
    struct Counts {
        std::int64_t invitations = 0;
        std::int64_t answers = 0;
    };
    void insert(app::Business business);
    awaitable<void> note(core::BusinessId business, std::string offer, core::Value news, core::Instant now);
    void count(const core::BusinessId& business, std::int64_t invitations, std::int64_t answers);

    std::int64_t version_ = 0;
    std::map<core::BusinessId, app::Business> businesses_;
    std::map<core::BusinessId, std::string> ticked_;
    std::map<core::BusinessId, Counts> counts_;
    std::map<std::pair<core::BusinessId, core::IntentId>, Invitation> invitations_;
    std::map<std::string, app::StandingOffer> offers_;
    std::map<core::BusinessId, std::vector<app::StandingOfferChange>> changes_;
};

} // namespace parley::test
