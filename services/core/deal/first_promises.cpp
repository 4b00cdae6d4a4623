#include "core/deal/first_promises.hpp"

namespace parley::core {

namespace {

constexpr const char* delivery_attribute = "delivery_days";
constexpr std::int64_t delivery_days_max = 3'650;

} // namespace

std::vector<PromiseMade> first_promises(const Offer& offer, Instant at) {
    std::vector<PromiseMade> promises{{1, PromiseKind::price, offer.price, std::nullopt, ""}};
    const auto days = offer.attributes.find(delivery_attribute);
    if (days != offer.attributes.end() && days->second >= 0 && days->second <= delivery_days_max)
        promises.push_back({2, PromiseKind::delivery, std::nullopt, at + seconds(days->second * 86'400), ""});
    return promises;
}

} // namespace parley::core
