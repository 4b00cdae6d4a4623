// Businesses in memory, with the behaviour that tests/ports/businesses_test.cpp asks for. Its day never ends.
#pragma once

#include "app/ports/businesses.hpp"
#include "runtime/asio.hpp"
#include "support/fakes/gate.hpp"

#include <map>

namespace parley::test {

class FakeBusinesses final : public app::Businesses {
public:
    awaitable<void> add(app::Business business) override;
    awaitable<void> add_all(std::vector<app::Business> businesses, std::vector<app::StandingOffer> offers) override;
    awaitable<std::optional<app::Business>> find(core::BusinessId id) override;
    awaitable<void> confirm(core::BusinessId id, core::Instant now) override;
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
    awaitable<void> put_standing_offer(app::StandingOffer offer) override;
    awaitable<bool> drop_standing_offer(core::BusinessId business, std::string id) override;
    awaitable<std::vector<app::StandingOffer>> standing_offers_of(std::vector<core::BusinessId> businesses) override;

    Gate change_answers; // holds what changed_since has read

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
    void count(const core::BusinessId& business, std::int64_t invitations, std::int64_t answers);

    std::int64_t version_ = 0;
    std::map<core::BusinessId, app::Business> businesses_;
    std::map<core::BusinessId, std::string> ticked_;
    std::map<core::BusinessId, Counts> counts_;
    std::map<std::pair<core::BusinessId, core::IntentId>, Invitation> invitations_;
    std::map<std::string, app::StandingOffer> offers_;
};

} // namespace parley::test
