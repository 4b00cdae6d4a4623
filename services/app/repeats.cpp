#include "app/repeats.hpp"

#include "core/talk/likeness.hpp"
#include "runtime/elsewhere.hpp"

#include <array>
#include <map>

namespace parley::app {

namespace asio = boost::asio;

namespace {

constexpr std::array<std::string_view, 4> end_names{"running", "agreed", "no_offers", "not_agreed"};

EarlierEnd end_of(core::Lifecycle state) {
    switch (state) {
    case core::Lifecycle::unconfirmed:
    case core::Lifecycle::open:
    case core::Lifecycle::deciding:
    case core::Lifecycle::awarded:
        return EarlierEnd::running;
    case core::Lifecycle::confirmed:
    case core::Lifecycle::fulfilled:
    case core::Lifecycle::closed:
        return EarlierEnd::agreed;
    case core::Lifecycle::no_offers:
        return EarlierEnd::no_offers;
    case core::Lifecycle::lapsed:
    case core::Lifecycle::expired:
    case core::Lifecycle::cancelled:
        return EarlierEnd::not_agreed;
    }
    return EarlierEnd::running;
}

core::talk::Shingles comparable(const EarlierRequest& request) {
    const std::vector<std::string> names{request.area};
    return core::talk::shingles_of(request.title + ' ' + request.text, names);
}

EarlierRequest at_hand(const core::State& state) {
    EarlierRequest request;
    request.state = state.lifecycle;
    request.sector = state.intent.sector;
    request.area = state.intent.coarse.name;
    request.title = state.intent.title;
    request.text = state.intent.text;
    request.created_at = state.created_at;
    return request;
}

} // namespace

std::span<const std::string_view> names_of(EarlierEnd) {
    return end_names;
}

RequestHistory history_of(const EarlierRequest& request, std::span<const EarlierRequest> earlier) {
    RequestHistory history;
    const core::talk::Shingles words = comparable(request);
    const core::Instant since = request.created_at - core::seconds(repeat_days * 86'400);
    std::map<EarlierEnd, std::int64_t> ends;
    for (const EarlierRequest& one : earlier) {
        const EarlierEnd end = end_of(one.state);
        ++history.buyer.requests;
        if (end != EarlierEnd::running && one.got_offer) {
            ++history.buyer.with_offers;
            history.buyer.chose += one.chose ? 1 : 0;
        }
        if (one.sector == request.sector && one.created_at >= since && core::talk::is_near_copy(words, comparable(one)))
            ++ends[end];
    }
    for (const auto& [end, count] : ends)
        history.asked_before.push_back({end, count});
    return history;
}

asio::awaitable<RequestHistory> Repeats::of(core::IntentId intent, std::shared_ptr<const core::State> state) {
    if (state->deal->erased)
        co_return RequestHistory{};
    EarlierRequest request = at_hand(*state);
    const core::Instant since = request.created_at - core::seconds(record_days * 86'400);
    auto earlier = co_await earlier_.requests_of(state->intent.consumer, intent, {since, request.created_at});
    if (earlier.empty())
        co_return RequestHistory{};
    co_return co_await runtime::elsewhere(comparing_, [request = std::move(request), earlier = std::move(earlier)] {
        return history_of(request, earlier);
    });
}

} // namespace parley::app
