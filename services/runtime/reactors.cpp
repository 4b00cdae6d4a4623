#include "runtime/reactors.hpp"

#include "runtime/assert.hpp"
#include "runtime/log.hpp"

#include <boost/asio/executor_work_guard.hpp>

#include <exception>
#include <string>

#include <pthread.h>

namespace parley::runtime {

namespace {

struct Here {
    const Reactors* pool = nullptr;
    std::size_t index = 0;
};
thread_local Here here;

} // namespace

struct Reactors::Loop {
    asio::io_context context{1};
    asio::executor_work_guard<asio::io_context::executor_type> work{context.get_executor()};
    std::thread thread;
};

Reactors::Reactors(std::size_t count) {
    for (std::size_t index = 0; index < std::max<std::size_t>(count, 1); ++index) {
        loops_.push_back(std::make_unique<Loop>());
    }
}

Reactors::~Reactors() {
    stop();
    join();
}

Reactors::Executor Reactors::executor(std::size_t index) const {
    ensure(index < loops_.size(), "no such reactor");
    return loops_[index]->context.get_executor();
}

std::size_t Reactors::home_of(std::uint64_t hash) const noexcept {
    // The finaliser of MurmurHash3: every bit of the hash reaches every bit of the choice.
    hash = (hash ^ (hash >> 33U)) * 0xFF51AFD7ED558CCDULL;
    hash = (hash ^ (hash >> 33U)) * 0xC4CEB9FE1A85EC53ULL;
    return static_cast<std::size_t>(hash ^ (hash >> 33U)) % loops_.size();
}

void Reactors::start() {
    for (std::size_t index = 0; index < loops_.size(); ++index) {
        auto& loop = *loops_[index];
        ensure(!loop.thread.joinable(), "reactors are started once");
        loop.thread = std::thread([this, &loop, index] {
            here = {this, index};
            ::pthread_setname_np(::pthread_self(), ("reactor-" + std::to_string(index)).c_str());
            for (;;) {
                try {
                    loop.context.run();
                    return;
                } catch (const std::exception& failure) {
                    log_error("reactor_exception", {{"reactor", index}, {"error", failure.what()}});
                } catch (...) {
                    log_error("reactor_exception", {{"reactor", index}, {"error", "not a std::exception"}});
                }
            }
        });
    }
}

void Reactors::stop() {
    for (auto& loop : loops_) {
        loop->context.stop();
    }
}

void Reactors::join() {
    for (auto& loop : loops_) {
        if (loop->thread.joinable()) {
            loop->thread.join();
        }
    }
}

std::optional<std::size_t> Reactors::current() const noexcept {
    return here.pool == this ? std::optional(here.index) : std::nullopt;
}

} // namespace parley::runtime
