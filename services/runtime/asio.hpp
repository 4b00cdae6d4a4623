// The narrow set of Asio headers that coroutine code needs, and the short names the rest of Parley uses for them.
// Nothing here but includes and aliases: the umbrella header costs twice as long to compile.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/system/error_code.hpp>

namespace parley {

namespace asio = boost::asio;
using boost::system::error_code;
template <class T>
using awaitable = asio::awaitable<T>;

} // namespace parley
