// A past in which nobody has said or asked for anything.
#pragma once

#include "app/ports/earlier.hpp"

namespace parley::test {

class NothingEarlier : public app::Earlier {
public:
    boost::asio::awaitable<std::vector<app::OfferWords>> offers_of(std::vector<core::BusinessId>, core::IntentId,
                                                                   core::Instant) override {
        co_return std::vector<app::OfferWords>{};
    }
    boost::asio::awaitable<std::vector<app::OwnPrice>> prices_of(std::vector<core::BusinessId>, core::IntentId,
                                                                 std::string, core::Instant) override {
        co_return std::vector<app::OwnPrice>{};
    }
    boost::asio::awaitable<std::vector<app::EarlierRequest>> requests_of(core::PrincipalId, core::IntentId,
                                                                         app::TimeSpan) override {
        co_return std::vector<app::EarlierRequest>{};
    }
    boost::asio::awaitable<bool> may_begin(core::PrincipalId, core::IntentId, std::int64_t) override { co_return true; }
};

} // namespace parley::test
