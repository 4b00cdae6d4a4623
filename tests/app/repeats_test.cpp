// Comparing a request with earlier ones takes long, so it is done elsewhere than where requests are answered.
#include "app/repeats.hpp"

#include "core/market_builders.hpp"
#include "support/fakes/nothing_earlier.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include <gtest/gtest.h>

namespace parley::app {
namespace {

namespace asio = boost::asio;

const std::string title = "Solid oak dining table for eight people, oiled and not lacquered";

class ToldRequests final : public parley::test::NothingEarlier {
public:
    explicit ToldRequests(std::vector<EarlierRequest> requests) : requests_(std::move(requests)) {}
    asio::awaitable<std::vector<EarlierRequest>> requests_of(core::PrincipalId, core::IntentId, TimeSpan) override {
        co_return requests_;
    }

private:
    std::vector<EarlierRequest> requests_;
};

struct Asked {
    explicit Asked(std::vector<EarlierRequest> earlier) : told(std::move(earlier)) {
        core::State state = core::testing::a_market().bidders(1).running().state;
        state.intent.title = title;
        state.intent.text = "";
        asio::co_spawn(reactor, repeats.of({}, std::make_shared<const core::State>(state)),
                       [this](std::exception_ptr, RequestHistory history) { found = std::move(history); });
    }

    ToldRequests told;
    asio::io_context reactor, comparing;
    Repeats repeats{told, comparing.get_executor()};
    std::optional<RequestHistory> found;
};

EarlierRequest the_same() {
    const core::State state = core::testing::a_market().bidders(1).running().state;
    EarlierRequest request;
    request.sector = state.intent.sector;
    request.title = title;
    request.created_at = state.created_at;
    return request;
}

TEST(Repeats, AreComparedAwayFromWhereRequestsAreAnswered) {
    Asked asked({the_same()});
    asked.reactor.poll();
    EXPECT_FALSE(asked.found) << "the reactor has done all it has to do, and compared nothing";
    asked.comparing.run();
    asked.reactor.restart();
    asked.reactor.poll();
    ASSERT_TRUE(asked.found);
    EXPECT_EQ(asked.found->asked_before, (std::vector<AskedBefore>{{EarlierEnd::running, 1}}));
}

TEST(Repeats, WithNothingEarlierNothingIsCompared) {
    Asked asked({});
    asked.reactor.poll();
    EXPECT_EQ(asked.found, RequestHistory{});
}

} // namespace
} // namespace parley::app
