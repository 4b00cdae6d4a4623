#include "adapters/postgres/claims.hpp"

#include "adapters/postgres/claims_sql.hpp"
#include "adapters/postgres/parameters.hpp"

namespace parley::postgres {

awaitable<void> PostgresClaims::add(app::Claim claim) {
    auto job = [claim = std::move(claim)](Session& session) {
        session.execute(sql::add_claim, Parameters()
                                            .text(core::to_text(claim.id))
                                            .text(claim.secret_hash)
                                            .text(claim.network)
                                            .text(claim.handle)
                                            .text(claim.text)
                                            .text(claim.url)
                                            .text(claim.sector)
                                            .text(claim.area)
                                            .bigint(claim.posted_at.us)
                                            .bigint(claim.expires_at.us));
    };
    return sessions_->run(std::move(job));
}

awaitable<std::optional<app::TakenClaim>> PostgresClaims::take(app::ClaimId id, std::string secret_hash,
                                                               core::Instant now) {
    auto job = [id, secret_hash = std::move(secret_hash), now](Session& session) -> std::optional<app::TakenClaim> {
        const Rows rows =
            session.execute(sql::take_claim, Parameters().text(core::to_text(id)).text(secret_hash).bigint(now.us));
        if (rows.size() == 0)
            return std::nullopt;
        return app::TakenClaim{std::string(rows.text(0, 0)), {rows.bigint(0, 1)}};
    };
    return sessions_->run(std::move(job));
}

awaitable<std::int64_t> PostgresClaims::expire() {
    auto job = [](Session& session) -> std::int64_t {
        return session.execute(sql::expire_claims, Parameters()).bigint(0, 0);
    };
    return sessions_->run(std::move(job));
}

awaitable<std::vector<app::AreaDemand>> PostgresClaims::demand(std::string sector, std::int64_t days) {
    auto job = [sector = std::move(sector), days](Session& session) {
        const Rows rows = session.execute(sql::claim_demand, Parameters().text(sector).bigint(days));
        std::vector<app::AreaDemand> found;
        for (int row = 0; row < static_cast<int>(rows.size()); ++row)
            found.push_back({std::string(rows.text(row, 0)), rows.bigint(row, 1)});
        return found;
    };
    return sessions_->run(std::move(job));
}

} // namespace parley::postgres
