// Endpoints that are removed while something is sent to them.
#include "adapters/postgres/webhooks.hpp"

#include "app/secrets.hpp"
#include "ledger_tools.hpp"

#include <gtest/gtest.h>

#include <random>

namespace parley::postgres::test {
namespace {

std::array<std::uint8_t, 32> drawn() {
    static std::mt19937_64 dice(28); // NOLINT: the same ids in each run
    std::array<std::uint8_t, 32> bytes{};
    for (auto& byte : bytes)
        byte = static_cast<std::uint8_t>(dice());
    return bytes;
}

TEST(Webhooks, RemovingOneNeverWaitsForItsDeliveryThatWaitsForIt) {
    const parley::test::Database database = parley::test::Database::migrated();
    SessionSettings settings;
    settings.url = database.connection();
    PostgresWebhooks webhooks(std::make_shared<Sessions>(settings, 4));
    for (int round = 0; round < 200; ++round) {
        app::Webhook one;
        one.id = app::draw_id<app::WebhookId>(drawn);
        one.business = business(1);
        one.url = "https://example.org";
        ASSERT_TRUE(run(webhooks.add(one, 10)));
        run(webhooks.add_ping(one.id, app::draw_id<app::DeliveryId>(drawn), {1}));
        auto due = run(webhooks.claim({2}, 60, 1));
        ASSERT_EQ(due.size(), 1U);
        asio::io_context loop(1);
        std::vector<std::exception_ptr> failures;
        const auto at_once = [&](awaitable<void> work) {
            asio::co_spawn(loop, std::move(work), [&](std::exception_ptr failed) {
                if (failed)
                    failures.push_back(failed);
            });
        };
        app::DeliveryOutcome outcome;
        outcome.type = "ping";
        outcome.state = app::DeliveryState::delivered;
        at_once(round % 2 == 0 ? webhooks.settle(due[0], outcome, {3}) : webhooks.drop(due[0], {3}));
        at_once(webhooks.remove(one.id));
        loop.run();
        for (const auto& failure : failures)
            EXPECT_NO_THROW(std::rethrow_exception(failure)) << "round " << round;
        EXPECT_TRUE(run(webhooks.of(business(1))).empty());
    }
}

} // namespace
} // namespace parley::postgres::test
