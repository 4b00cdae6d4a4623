// Experiments in memory, with the behaviour that tests/ports/experiments_test.cpp asks for.
#pragma once

#include "app/ports/experiments.hpp"
#include "runtime/asio.hpp"
#include "runtime/error.hpp"

#include <functional>
#include <map>
#include <set>
#include <utility>

namespace parley::test {

class FakeExperiments final : public app::Experiments {
public:
    awaitable<std::int64_t> changes() override {
        ++asked;
        fail_if_away();
        co_return changes_;
    }
    awaitable<std::vector<app::StoredExperiment>> all() override {
        fail_if_away();
        std::vector<app::StoredExperiment> all;
        for (const auto& [key, one] : experiments_)
            all.push_back(one);
        was_read();
        co_return all;
    }
    awaitable<std::optional<app::StoredExperiment>> find(std::string key) override {
        fail_if_away();
        const auto found = experiments_.find(key);
        auto one = found == experiments_.end() ? std::nullopt : std::optional(found->second);
        was_read();
        co_return one;
    }
    awaitable<app::ExperimentLog> log(std::string key) override {
        fail_if_away();
        const auto found = logs_.find(key);
        auto log = found == logs_.end() ? app::ExperimentLog{} : found->second;
        was_read();
        co_return log;
    }
    awaitable<std::map<std::string, app::ExperimentLog>> logs() override {
        fail_if_away();
        auto logs = logs_;
        was_read();
        co_return logs;
    }
    awaitable<std::vector<app::StoredHolding>> holdings() override {
        fail_if_away();
        std::vector<app::StoredHolding> all;
        for (const auto& [place, one] : segments_) {
            if (!all.empty() && all.back().space == place.first && all.back().last == place.second - 1 &&
                all.back().experiment == one.experiment && all.back().released_at == one.released_at)
                all.back().last = place.second;
            else
                all.push_back({place.first, place.second, place.second, one.experiment, one.released_at});
        }
        co_return all;
    }
    awaitable<bool> store(app::ExperimentStep step) override {
        fail_if_away();
        const auto known = logs_.find(step.next.key);
        auto log = known == logs_.end() ? app::ExperimentLog{} : known->second;
        if (static_cast<std::int64_t>(log.size()) != step.seq - 1)
            co_return false;
        auto segments = segments_;
        if (step.releases_at)
            for (auto& [place, one] : segments)
                if (one.experiment == step.next.key && !one.released_at)
                    one.released_at = step.releases_at;
        std::set<std::string> spaces;
        for (const app::StoredHolding& one : step.taken)
            spaces.insert(one.space);
        std::erase_if(segments, [&](const auto& place) {
            return spaces.contains(place.first.first) && place.second.experiment == step.next.key;
        });
        for (const app::StoredHolding& one : step.taken)
            for (std::int64_t segment = one.first; segment <= one.last; ++segment) {
                Holder& holder = segments[{one.space, segment}];
                if (!holder.experiment.empty() && !holder.released_at)
                    co_return false;
                holder = {step.next.key, std::nullopt};
            }
        segments_ = std::move(segments);
        log.insert(log.end(), step.events.begin(), step.events.end());
        logs_[step.next.key] = std::move(log);
        experiments_[step.next.key] = std::move(step.next);
        ++changes_;
        co_return true;
    }

    bool is_away = false;
    int asked = 0; // whether anything changed
    /// Happens once, after that many readings of experiments or logs, and before the reader has its answer.
    std::function<void()> meanwhile;
    int readings_before = 0;

private:
    void was_read() {
        if (meanwhile && --readings_before < 0)
            std::exchange(meanwhile, nullptr)();
    }
    void fail_if_away() const {
        if (is_away)
            throw runtime::Unavailable("experiments: is away as the test wants it");
    }

    std::int64_t changes_ = 0;
    std::map<std::string, app::StoredExperiment> experiments_;
    std::map<std::string, app::ExperimentLog> logs_;
    struct Holder {
        std::string experiment;
        std::optional<core::Instant> released_at;
    };
    std::map<std::pair<std::string, std::int64_t>, Holder> segments_; // by space and number
};

} // namespace parley::test
