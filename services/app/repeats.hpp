// Whether a request was asked before, and what its buyer made of earlier ones: what helps a business to see before it
// works on an offer, and makes fishing for prices plain. Counts alone; which requests they were is told to nobody.
#pragma once

#include "app/ports/earlier.hpp"
#include "core/state.hpp"

namespace parley::app {

inline constexpr std::int64_t repeat_days = 30;  // the same words in the same sector
inline constexpr std::int64_t record_days = 365; // what the buyer made of requests

enum class EarlierEnd { running, agreed, no_offers, not_agreed };
std::span<const std::string_view> names_of(EarlierEnd);

struct AskedBefore {
    EarlierEnd end = EarlierEnd::running;
    std::int64_t requests = 0;
    friend bool operator==(const AskedBefore&, const AskedBefore&) = default;
};

/// Of this buyer's requests before the one at hand. A request that got no offer says nothing about its buyer.
struct BuyerRecord {
    std::int64_t requests = 0;
    std::int64_t with_offers = 0; // of those that are over
    std::int64_t chose = 0;       // of them
    friend bool operator==(const BuyerRecord&, const BuyerRecord&) = default;
};

struct RequestHistory {
    std::vector<AskedBefore> asked_before; // those with nearly the same words, by how they ended
    BuyerRecord buyer;
    friend bool operator==(const RequestHistory&, const RequestHistory&) = default;
};

/// `earlier` are the same buyer's, from before `request` was made.
RequestHistory history_of(const EarlierRequest& request, std::span<const EarlierRequest> earlier);

class Repeats {
public:
    /// Texts are compared on `comparing`: that takes long, and everybody may open the page that shows it.
    Repeats(Earlier& earlier, boost::asio::any_io_executor comparing)
        : earlier_(earlier), comparing_(std::move(comparing)) {}
    /// Of an erased request there is none.
    boost::asio::awaitable<RequestHistory> of(core::IntentId intent, std::shared_ptr<const core::State> state);

private:
    Earlier& earlier_;
    boost::asio::any_io_executor comparing_;
};

} // namespace parley::app
