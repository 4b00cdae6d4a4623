// What a row of the outbox tells whom: a mail and a notice of the same event are written from the same facts.
#pragma once

#include "app/letters.hpp"
#include "app/market.hpp"
#include "app/ports/outbox.hpp"

#include <optional>
#include <string>

namespace parley::app {

struct News {
    std::string letter;
    std::shared_ptr<const core::State> state; // the facts point into it
    LetterFacts facts;
    core::PrincipalId reader;
    std::string purpose; // of the consent that the reader has to have given
};

/// Nothing where it makes no sense any more.
boost::asio::awaitable<std::optional<News>> news_of(Market& market, std::string public_url, OutboxJob job);

} // namespace parley::app
