#include "core/deal/deal.hpp"

#include <array>

namespace parley::core {

namespace {

constexpr std::array<std::string_view, 3> promise_kind_names{"price", "delivery", "extra"};
constexpr std::array<std::string_view, 6> promise_state_names{"open",   "claimed",   "kept",
                                                              "broken", "repairing", "repaired"};
constexpr std::array<std::string_view, 3> hand_off_names{"checkout", "booking", "visit"};
constexpr std::array<std::string_view, 3> where_names{"here", "elsewhere", "nowhere"};

} // namespace

std::span<const std::string_view> names_of(PromiseKind) {
    return promise_kind_names;
}
std::span<const std::string_view> names_of(PromiseState) {
    return promise_state_names;
}
std::span<const std::string_view> names_of(HandOffKind) {
    return hand_off_names;
}
std::span<const std::string_view> names_of(BoughtWhere) {
    return where_names;
}

const Promise* Deal::promise(std::int64_t number) const {
    const bool known = number >= 1 && number <= static_cast<std::int64_t>(promises.size());
    return known ? &promises[static_cast<std::size_t>(number - 1)] : nullptr;
}

bool is_settled(const Promise& promise) {
    return promise.state == PromiseState::kept || promise.state == PromiseState::repaired;
}

} // namespace parley::core
