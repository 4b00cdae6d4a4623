#include "roles/gateway/line_watch.hpp"

#include "runtime/again.hpp"

#include <algorithm>

namespace parley::roles {

std::uint64_t LineWatch::add(std::vector<std::string> grounds, End end) {
    if (grounds.empty())
        return 0;
    const std::lock_guard lock(mutex_);
    lines_.emplace(++latest_, Line{std::move(grounds), std::move(end)});
    return latest_;
}

void LineWatch::drop(std::uint64_t line) {
    const std::lock_guard lock(mutex_);
    lines_.erase(line);
}

void LineWatch::end(const std::string& ground) {
    std::vector<End> ends;
    {
        const std::lock_guard lock(mutex_);
        for (const auto& [number, line] : lines_)
            if (std::ranges::find(line.grounds, ground) != line.grounds.end())
                ends.push_back(line.end);
    }
    for (const End& one : ends)
        one();
}

std::vector<std::string> LineWatch::watched() {
    const std::lock_guard lock(mutex_);
    std::vector<std::string> grounds;
    for (const auto& [number, line] : lines_)
        grounds.insert(grounds.end(), line.grounds.begin(), line.grounds.end());
    std::ranges::sort(grounds);
    grounds.erase(std::ranges::unique(grounds).begin(), grounds.end());
    return grounds;
}

boost::asio::awaitable<void> LineWatch::run() {
    return runtime::again_and_again(look_every_, "lines_not_looked_at", [this] { return look(); });
}

boost::asio::awaitable<void> LineWatch::look() {
    auto grounds = watched();
    if (grounds.empty())
        co_return;
    for (const std::string& ground : co_await gone_(std::move(grounds)))
        end(ground);
}

} // namespace parley::roles
