// The reactor threads: each runs one io_context(1), and what lives on one is touched by that thread alone.
// Work moves between them only by post. An exception that escapes a handler is logged and the loop goes on.
#pragma once

#include "runtime/asio.hpp"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <thread>
#include <vector>

namespace parley::runtime {

class Reactors {
public:
    using Executor = asio::io_context::executor_type;

    // At least one reactor is made. Nothing runs before start().
    explicit Reactors(std::size_t count);
    ~Reactors(); // stop() and join()
    Reactors(const Reactors&) = delete;
    Reactors& operator=(const Reactors&) = delete;

    std::size_t size() const noexcept { return loops_.size(); }
    Executor executor(std::size_t index) const;
    // The index of the reactor that owns whatever has this hash; the hash need not be well mixed.
    std::size_t home_of(std::uint64_t hash) const noexcept;
    Executor home_executor(std::uint64_t hash) const { return executor(home_of(hash)); }

    void start();
    // Makes every loop return soon; callable from any thread, also from a reactor.
    void stop();
    // Waits for the threads; never call it on a reactor.
    void join();

    // The index of the reactor this thread runs, if it is one of this pool.
    std::optional<std::size_t> current() const noexcept;

    template <class Function>
    void post(std::size_t index, Function&& function) const {
        asio::post(executor(index), std::forward<Function>(function));
    }

private:
    struct Loop;
    std::vector<std::unique_ptr<Loop>> loops_;
};

} // namespace parley::runtime
