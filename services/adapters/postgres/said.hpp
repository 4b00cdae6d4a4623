// What businesses wrote lately, in PostgreSQL.
#pragma once

#include "adapters/postgres/sessions.hpp"
#include "app/ports/said.hpp"

namespace parley::postgres {

class PostgresSaid final : public app::Said {
public:
    explicit PostgresSaid(std::shared_ptr<Sessions> sessions) : sessions_(std::move(sessions)) {}
    awaitable<app::SaidTurn> take(core::BusinessId business, std::string words_hash, core::IntentId intent,
                                  core::Instant at, core::Instant since, std::int64_t most) override;
    awaitable<void> give_back(core::BusinessId business, std::string words_hash, core::IntentId intent) override;

private:
    std::shared_ptr<Sessions> sessions_;
};

} // namespace parley::postgres
