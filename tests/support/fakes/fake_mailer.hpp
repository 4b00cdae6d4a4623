// A mailer that keeps what it was given, and fails as often as a test wants.
#pragma once

#include "app/ports/mailer.hpp"
#include "runtime/asio.hpp"
#include "runtime/error.hpp"

#include <vector>

namespace parley::test {

class FakeMailer final : public app::Mailer {
public:
    awaitable<void> send(app::Mail mail) override {
        if (failures > 0) {
            --failures;
            throw runtime::Unavailable("mailer: fails as the test wants it");
        }
        sent.push_back(std::move(mail));
        co_return;
    }

    int failures = 0; // of the next ones
    std::vector<app::Mail> sent;
};

} // namespace parley::test
