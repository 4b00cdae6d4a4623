// Posts that wait for their authors, in memory. Its clock is handed in.
#pragma once

#include "app/ports/claims.hpp"
#include "runtime/asio.hpp"

#include <algorithm>
#include <functional>
#include <map>
#include <set>

namespace parley::test {

class FakeClaims final : public app::Claims {
public:
    std::function<core::Instant()> clock = [] { return core::Instant{}; };

    awaitable<void> add(app::Claim claim) override {
        claims_.push_back(std::move(claim));
        co_return;
    }
    awaitable<std::optional<app::TakenClaim>> take(app::ClaimId id, std::string secret_hash,
                                                   core::Instant now) override {
        const auto found = std::ranges::find_if(claims_, [&](const app::Claim& claim) {
            return claim.id == id && claim.secret_hash == secret_hash && claim.expires_at > now;
        });
        if (found == claims_.end())
            co_return std::nullopt;
        app::TakenClaim taken{found->text, found->posted_at};
        claims_.erase(found);
        co_return taken;
    }
    awaitable<std::int64_t> expire() override {
        const core::Instant now = clock();
        const auto over = std::stable_partition(claims_.begin(), claims_.end(),
                                                [now](const app::Claim& claim) { return claim.expires_at > now; });
        std::set<std::string> known;
        for (auto claim = claims_.begin(); claim != over; ++claim)
            known.insert(claim->url);
        for (auto claim = over; claim != claims_.end(); ++claim)
            if (!claim->sector.empty() && known.insert(claim->url).second)
                ++posts_[{claim->sector, claim->area}];
        const auto erased = static_cast<std::int64_t>(claims_.end() - over);
        claims_.erase(over, claims_.end());
        co_return erased;
    }
    /// All days: a test lasts for less than thirty.
    awaitable<std::vector<app::AreaDemand>> demand(std::string sector, std::int64_t) override {
        std::vector<app::AreaDemand> found;
        for (const auto& [key, posts] : posts_)
            if (key.first == sector)
                found.push_back({key.second, posts});
        std::ranges::stable_sort(found, std::greater(), &app::AreaDemand::posts);
        co_return found;
    }

private:
    std::vector<app::Claim> claims_;
    std::map<std::pair<std::string, std::string>, std::int64_t> posts_;
};

} // namespace parley::test
