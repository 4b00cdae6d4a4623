#include "adapters/postgres/uptime.hpp"

#include <soci/soci.h>

namespace parley::postgres {

awaitable<void> PostgresUptime::beat(std::string node, core::Instant now) {
    auto job = [node = std::move(node), now](Session& session) {
        const long long at = now.us;
        session.db(sql::beat.name) << sql::beat.text, soci::use(node), soci::use(at);
    };
    return sessions_->run(std::move(job));
}

awaitable<std::vector<app::Outage>> PostgresUptime::claim_outages(core::Instant now, core::Micros tolerance) {
    auto job = [now, tolerance](Session& session) {
        auto work = [&] {
            std::vector<app::Outage> outages;
            int locked = 0;
            session.db(sql::outage_lock.name) << sql::outage_lock.text, soci::into(locked);
            long long last_beat = -1;
            session.db(sql::last_beat.name) << sql::last_beat.text, soci::into(last_beat);
            if (last_beat < 0)
                return outages;

            // Recorded by nodes that never came to take offers: what they have made good is not known.
            const Rows rows = session.execute(sql::open_outages, Parameters().bigint(last_beat));
            for (int row = 0; row < rows.size(); ++row)
                outages.push_back({{rows.bigint(row, 0)}, {rows.bigint(row, 1)}});
            const core::Instant edge = outages.empty() ? core::Instant{last_beat} : outages.back().to;
            if (now - edge > tolerance) {
                const long long from = edge.us;
                const long long to = now.us;
                session.db(sql::record_outage.name) << sql::record_outage.text, soci::use(from), soci::use(to);
                outages.push_back({edge, now});
            }
            return outages;
        };
        return session.transaction(work);
    };
    return sessions_->run(std::move(job));
}

awaitable<core::Instant> PostgresUptime::database_now() {
    auto job = [](Session& session) {
        long long now = 0;
        session.db(sql::database_now.name) << sql::database_now.text, soci::into(now);
        return core::Instant{now};
    };
    return sessions_->run(std::move(job));
}

} // namespace parley::postgres
