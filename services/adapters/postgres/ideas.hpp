// Ideas and their answers in PostgreSQL.
#pragma once

#include "adapters/postgres/sessions.hpp"
#include "app/ports/ideas.hpp"

namespace parley::postgres {

class PostgresIdeas final : public app::Ideas {
public:
    explicit PostgresIdeas(std::shared_ptr<Sessions> sessions) : sessions_(std::move(sessions)) {}
    awaitable<app::IdeaPage> of_sectors(std::vector<std::string> sectors, int limit,
                                        std::optional<app::IdeaPlace> after) override;
    awaitable<bool> answer(core::IntentId intent, std::int64_t idea, core::BusinessId business, std::string text,
                           core::Instant at) override;

private:
    std::shared_ptr<Sessions> sessions_;
};

} // namespace parley::postgres
