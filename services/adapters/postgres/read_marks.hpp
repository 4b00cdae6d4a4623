// The read marks in PostgreSQL.
#pragma once

#include "adapters/postgres/sessions.hpp"
#include "app/ports/read_marks.hpp"

namespace parley::postgres {

class PostgresReadMarks final : public app::ReadMarks {
public:
    explicit PostgresReadMarks(std::shared_ptr<Sessions> sessions) : sessions_(std::move(sessions)) {}
    awaitable<void> mark(core::IntentId intent, core::BidderNo reader, core::BidderNo thread,
                         std::int64_t upto) override;
    awaitable<std::map<core::BidderNo, std::int64_t>> marks(core::IntentId intent, core::BidderNo reader) override;

private:
    std::shared_ptr<Sessions> sessions_;
};

} // namespace parley::postgres
