// What experiments left behind, as a test says it; and which of it was asked for.
#pragma once

#include "app/ports/studies.hpp"
#include "runtime/asio.hpp"

namespace parley::test {

class FakeStudies final : public app::Studies {
public:
    app::PrivateRows rows;
    app::Counted asked;

    awaitable<app::ExperimentRows> rows_of(std::string, app::Counted counted) override {
        asked = counted;
        app::ExperimentRows all{rows.reached, {}};
        for (const app::PrivateRows::Row& one : rows.rows)
            all.rows.push_back({one.arm, one.simulated, one.fact.fact});
        co_return all;
    }
    awaitable<app::PrivateRows> private_rows_of(std::string, app::Counted counted) override {
        asked = counted;
        co_return rows;
    }
    awaitable<std::vector<app::MetricMeaning>> meanings() override { co_return std::vector<app::MetricMeaning>{}; }
};

} // namespace parley::test
