// What became of each mail, in memory, with the behaviour that tests/ports/mail_log_test.cpp asks for.
#pragma once

#include "app/ports/mail_log.hpp"
#include "runtime/asio.hpp"

#include <map>

namespace parley::test {

class FakeMailLog final : public app::MailLog {
public:
    awaitable<bool> begin(std::string message_id, int doubts_max, core::Instant) override {
        const auto [found, is_new] = tries_.try_emplace(message_id);
        Try& known = found->second;
        if (!is_new && known.is_open) {
            if (known.doubts >= doubts_max) {
                known = {false, app::MailEnd::given_up, known.doubts + 1};
                co_return false;
            }
            ++known.doubts;
        } else if (!is_new && known.end != app::MailEnd::waiting) {
            co_return false;
        }
        known.is_open = true;
        co_return true;
    }
    awaitable<void> end(std::string message_id, app::MailEnd end, core::Instant) override {
        Try& known = tries_[message_id];
        if (known.is_open) {
            known.is_open = false;
            known.end = end;
        }
        co_return;
    }
    awaitable<void> forget(core::Micros) override { co_return; }

private:
    struct Try {
        bool is_open = false;
        app::MailEnd end = app::MailEnd::waiting;
        int doubts = 0;
    };
    std::map<std::string, Try> tries_;
};

} // namespace parley::test
