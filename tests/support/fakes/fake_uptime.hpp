// Beats and outages in memory, with the behaviour that tests/ports/uptime_test.cpp asks for.
#pragma once

#include "app/ports/uptime.hpp"
#include "runtime/asio.hpp"
#include "runtime/error.hpp"

#include <algorithm>
#include <functional>
#include <map>
#include <optional>

namespace parley::test {

class FakeUptime final : public app::Uptime {
public:
    explicit FakeUptime(std::function<core::Instant()> clock) : clock_(std::move(clock)) {}

    awaitable<void> beat(std::string node, core::Instant now) override {
        fail_if_away();
        auto& at = beats_.try_emplace(node, now).first->second;
        at = std::max(at, now);
        co_return;
    }

    awaitable<std::vector<app::Outage>> claim_outages(core::Instant now, core::Micros tolerance) override {
        fail_if_away();
        std::vector<app::Outage> open;
        const auto last = last_beat();
        if (!last)
            co_return open;
        for (const app::Outage& outage : outages_)
            if (outage.from >= *last)
                open.push_back(outage);
        const core::Instant edge = open.empty() ? *last : open.back().to;
        if (now - edge > tolerance) {
            outages_.push_back({edge, now});
            open.push_back(outages_.back());
        }
        co_return open;
    }

    awaitable<core::Instant> database_now() override {
        ++asked;
        fail_if_away();
        co_return clock_() + ahead;
    }

    std::optional<core::Instant> last_beat() const {
        std::optional<core::Instant> last;
        for (const auto& [node, at] : beats_)
            last = last ? std::max(*last, at) : at;
        return last;
    }
    const std::vector<app::Outage>& outages() const { return outages_; }

    core::Micros ahead = 0; // of the database's clock before the nodes'
    bool is_away = false;
    int asked = 0; // for the time

private:
    void fail_if_away() const {
        if (is_away)
            throw runtime::Unavailable("uptime: is away as the test wants it");
    }

    std::function<core::Instant()> clock_;
    std::map<std::string, core::Instant> beats_;
    std::vector<app::Outage> outages_;
};

} // namespace parley::test
