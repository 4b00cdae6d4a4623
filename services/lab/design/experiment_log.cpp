#include "lab/design/experiment_log.hpp"

#include "core/assert.hpp"
#include "core/event_codec.hpp"

namespace parley::lab::design {

namespace {

LoggedEvent following(const digest::Sha256& previous, core::Value event) {
    std::string hash = digest::hex(core::chain(previous, event));
    return {std::move(event), digest::hex(previous), std::move(hash)};
}

} // namespace

LoggedEvent chained(const std::vector<LoggedEvent>& log, core::Value event) {
    digest::Sha256 previous{};
    if (!log.empty()) {
        const auto last = digest::from_hex<32>(log.back().hash);
        PARLEY_ASSERT(last.has_value(), "a log that is continued has hashes");
        previous = *last;
    }
    return following(previous, std::move(event));
}

std::optional<std::size_t> first_break(const std::vector<LoggedEvent>& log) {
    digest::Sha256 previous{};
    for (std::size_t i = 0; i < log.size(); ++i) {
        const LoggedEvent expected = following(previous, log[i].event);
        if (log[i].prev != expected.prev || log[i].hash != expected.hash)
            return i;
        previous = *digest::from_hex<32>(expected.hash);
    }
    return std::nullopt;
}

} // namespace parley::lab::design
