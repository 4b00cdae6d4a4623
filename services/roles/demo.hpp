// The demo: a few simulated buyers who keep rounds moving, and simulated shops that confirm when they are chosen. It
// goes through the same doors as everybody: posting, awarding and confirming are the product's own commands, and the
// shops answer by ordinary auto-offers. All of it is marked as simulated.
#pragma once

#include "roles/gateway/services.hpp"

namespace parley::roles {

class Demo {
public:
    Demo(const Services& services, runtime::Reactors::Executor executor);

    /// Keeps rounds moving until cancelled.
    boost::asio::awaitable<void> run();
    /// Looks for what simulated people have to do; callable from any thread.
    void committed(const app::Committed& run);

private:
    boost::asio::awaitable<void> post_one();
    boost::asio::awaitable<void> after_award(core::IntentId intent);
    boost::asio::awaitable<void> after_close(core::IntentId intent);
    core::Micros drawn_between(core::Micros low, core::Micros high) const;

    const Services& services_;
    runtime::Reactors::Executor executor_;
    core::Value requests_;
    std::size_t next_ = 0;
};

} // namespace parley::roles
