#include "support/coroutines/coroutines.hpp"

namespace parley::test::detail {

void spawn(asio::any_io_executor executor, awaitable<void> work, std::shared_ptr<bool> done,
           std::shared_ptr<std::exception_ptr> error) {
    asio::co_spawn(std::move(executor), std::move(work),
                   [done = std::move(done), error = std::move(error)](std::exception_ptr failure) {
                       *error = std::move(failure);
                       *done = true;
                   });
}

void run_all(asio::io_context& loop) {
    loop.restart();
    loop.run();
    loop.restart();
}

} // namespace parley::test::detail
