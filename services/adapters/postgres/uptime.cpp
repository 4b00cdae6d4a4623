#include "adapters/postgres/uptime.hpp"

#include <soci/soci.h>

namespace parley::postgres {

awaitable<void> PostgresUptime::beat(std::string node, core::Instant now) {
    auto job = [node = std::move(node), now](Session& session) {
        const long long at = now.us;
        session.db() << sql::beat.text, soci::use(node), soci::use(at);
    };
    return sessions_->run(std::move(job));
}

awaitable<std::optional<app::Outage>> PostgresUptime::claim_outage(core::Instant now, core::Micros tolerance) {
    auto job = [now, tolerance](Session& session) {
        auto work = [&]() -> std::optional<app::Outage> {
            int locked = 0;
            session.db() << sql::outage_lock.text, soci::into(locked);
            long long from = -1;
            session.db() << sql::last_beat.text, soci::into(from);
            if (from < 0 || now.us - from <= tolerance)
                return std::nullopt;

            // Recorded by a node that has not beaten yet: the same outage for both, unless this one comes so much later
            // that the time between would be lost to the rounds.
            long long to = -1;
            session.db() << sql::known_outage.text, soci::into(to), soci::use(from);
            if (to < 0 || now.us - to > tolerance) {
                to = now.us;
                session.db() << sql::record_outage.text, soci::use(from), soci::use(to);
            }
            return app::Outage{{from}, {to}};
        };
        return session.transaction(work);
    };
    return sessions_->run(std::move(job));
}

awaitable<core::Instant> PostgresUptime::database_now() {
    auto job = [](Session& session) {
        long long now = 0;
        session.db() << sql::database_now.text, soci::into(now);
        return core::Instant{now};
    };
    return sessions_->run(std::move(job));
}

} // namespace parley::postgres
