// What shops have prepared for their offers, on PostgreSQL.
#pragma once

#include "adapters/postgres/sessions.hpp"
#include "app/ports/prepared.hpp"

namespace parley::postgres {

class PostgresPrepared final : public app::Prepared {
public:
    explicit PostgresPrepared(std::shared_ptr<Sessions> sessions) : sessions_(std::move(sessions)) {}

    awaitable<std::vector<app::OfferTemplate>> templates(core::BusinessId business) override;
    awaitable<bool> put_template(app::OfferTemplate made) override;
    awaitable<std::optional<app::OfferTemplate>> use_template(core::BusinessId business, std::string id,
                                                              core::Instant now) override;
    awaitable<bool> drop_template(core::BusinessId business, std::string id) override;
    awaitable<std::vector<app::Playbook>> playbooks(core::BusinessId business) override;
    awaitable<void> put_playbook(app::Playbook playbook) override;
    awaitable<bool> drop_playbook(core::BusinessId business, std::string sector) override;
    awaitable<std::vector<app::SectorCount>> counts(core::BusinessId business, std::vector<std::string> sectors,
                                                    core::Instant since) override;

private:
    std::shared_ptr<Sessions> sessions_;
};

} // namespace parley::postgres
