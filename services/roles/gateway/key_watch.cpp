#include "roles/gateway/key_watch.hpp"

#include "runtime/log.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <algorithm>

namespace parley::roles {

namespace asio = boost::asio;

namespace {

constexpr std::chrono::milliseconds look_every{1'000};

} // namespace

KeyWatch::KeyWatch(app::ApiKeys& keys, asio::any_io_executor executor, std::function<core::Instant()> clock)
    : keys_(keys), executor_(executor), clock_(std::move(clock)), wake_(executor) {}

void KeyWatch::watch(std::string key, asio::any_io_executor executor, std::weak_ptr<void> line,
                     std::function<void()> end) {
    {
        const std::lock_guard lock(mutex_);
        lines_[std::move(key)].push_back({std::move(executor), std::move(line), std::move(end)});
    }
    poke(); // It may have been revoked while the line was opened.
}

void KeyWatch::poke() {
    asio::post(executor_, [this] {
        poked_ = true;
        wake_.cancel();
    });
}

std::vector<std::string> KeyWatch::watched() {
    const std::lock_guard lock(mutex_);
    std::vector<std::string> keys;
    for (auto place = lines_.begin(); place != lines_.end();) {
        std::erase_if(place->second, [](const Line& line) { return line.line.expired(); });
        if (place->second.empty()) {
            place = lines_.erase(place);
            continue;
        }
        keys.push_back(place->first);
        ++place;
    }
    return keys;
}

asio::awaitable<void> KeyWatch::look() {
    const auto keys = watched();
    if (keys.empty())
        co_return;
    const auto working = co_await keys_.working(keys, clock_());
    const std::lock_guard lock(mutex_);
    for (const std::string& key : keys) {
        if (std::find(working.begin(), working.end(), key) != working.end())
            continue;
        auto ended = lines_.extract(key);
        if (ended.empty())
            continue;
        for (Line& line : ended.mapped())
            asio::post(line.executor, [line = line.line, end = std::move(line.end)] {
                if (const auto alive = line.lock())
                    end();
            });
    }
}

asio::awaitable<void> KeyWatch::run() {
    for (;;) {
        poked_ = false;
        try {
            co_await look();
        } catch (const std::exception& error) {
            runtime::log_warning("key_watch_failed", {{"reason", error.what()}});
        }
        if (poked_)
            continue;
        wake_.expires_after(look_every);
        const auto [code] = co_await wake_.async_wait(asio::as_tuple(asio::use_awaitable));
        if (code && !poked_)
            co_return;
    }
}

} // namespace parley::roles
