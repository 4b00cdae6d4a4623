// How a command of one shot reaches the stores: a session, and a loop that runs one coroutine to its end.
#pragma once

#include "adapters/postgres/sessions.hpp"
#include "core/ids.hpp"
#include "roles/settings.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/use_future.hpp>

#include <memory>
#include <vector>

namespace parley::commands {

std::shared_ptr<postgres::Sessions> sessions_for(const roles::Settings& settings);

/// Runs one coroutine on a loop of its own.
template <class T>
T wait_for(boost::asio::awaitable<T> work) {
    boost::asio::io_context loop(1);
    auto result = boost::asio::co_spawn(loop, std::move(work), boost::asio::use_future);
    loop.run();
    return result.get();
}

/// Every intent in the store, by id.
boost::asio::awaitable<std::vector<core::IntentId>> all_intents(std::shared_ptr<postgres::Sessions> sessions);

} // namespace parley::commands
