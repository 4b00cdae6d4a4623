#include "adapters/postgres/read_marks.hpp"

#include "adapters/postgres/parameters.hpp"
#include "adapters/postgres/talk_sql.hpp"

namespace parley::postgres {

awaitable<void> PostgresReadMarks::mark(core::IntentId intent, core::BidderNo reader, core::BidderNo thread,
                                        std::int64_t upto) {
    auto job = [intent, reader, thread, upto](Session& session) {
        session.execute(sql::mark_read,
                        Parameters().text(core::to_text(intent)).bigint(reader).bigint(thread).bigint(upto));
    };
    return sessions_->run(std::move(job));
}

awaitable<std::map<core::BidderNo, std::int64_t>> PostgresReadMarks::marks(core::IntentId intent,
                                                                           core::BidderNo reader) {
    auto job = [intent, reader](Session& session) {
        const Rows rows = session.execute(sql::read_marks, Parameters().text(core::to_text(intent)).bigint(reader));
        std::map<core::BidderNo, std::int64_t> found;
        for (int row = 0; row < rows.size(); ++row)
            found.emplace(rows.bigint(row, 0), rows.bigint(row, 1));
        return found;
    };
    return sessions_->run(std::move(job));
}

} // namespace parley::postgres
