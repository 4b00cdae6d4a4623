// What the people of a business keep about requests among themselves, in PostgreSQL.
#pragma once

#include "adapters/postgres/sessions.hpp"
#include "app/ports/team.hpp"

namespace parley::postgres {

class PostgresTeam final : public app::Team {
public:
    explicit PostgresTeam(std::shared_ptr<Sessions> sessions) : sessions_(std::move(sessions)) {}
    awaitable<void> add_note(app::TeamNote note) override;
    awaitable<std::vector<app::TeamNote>> notes(core::BusinessId business, core::IntentId intent) override;
    awaitable<app::LeadStep> hand_over(app::LeadStep step) override;
    awaitable<std::vector<app::LeadStep>> history(core::BusinessId business, core::IntentId intent) override;
    awaitable<std::map<core::IntentId, std::string>> owners(core::BusinessId business,
                                                            std::vector<core::IntentId> intents) override;
    awaitable<std::vector<app::TeamNews>> news(core::BusinessId business, std::string seat) override;
    awaitable<bool> note_seen(std::string seat, std::string note, core::Instant now) override;
    awaitable<bool> lead_taken(core::BusinessId business, std::string seat, core::IntentId intent, std::int64_t step,
                               core::Instant now) override;
    awaitable<std::vector<core::IntentId>> at_work(core::BusinessId business, int limit) override;
    awaitable<std::vector<core::IntentId>> deals(core::BusinessId business, int limit) override;
    awaitable<void> set_calendar(core::BusinessId business, std::string seat, std::string token_hash,
                                 core::Instant now) override;
    awaitable<void> drop_calendar(core::BusinessId business, std::string seat) override;
    awaitable<std::optional<core::Instant>> calendar_made(core::BusinessId business, std::string seat) override;
    awaitable<std::optional<core::BusinessId>> calendar_of(std::string token_hash) override;

private:
    std::shared_ptr<Sessions> sessions_;
};

} // namespace parley::postgres
