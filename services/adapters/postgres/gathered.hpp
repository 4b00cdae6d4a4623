// Questions of one kind that come while one statement is under way go together as the next one: nobody waits for
// company, and a crowd costs one round trip instead of many. Each answer is read after its question came.
#pragma once

#include "adapters/postgres/sessions.hpp"

#include <boost/asio/associated_executor.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/execution/outstanding_work.hpp>
#include <boost/asio/prefer.hpp>

#include <functional>
#include <memory>
#include <mutex>
#include <span>
#include <utility>
#include <vector>

namespace parley::postgres {

template <class Question, class Answer>
class Gathered : public std::enable_shared_from_this<Gathered<Question, Answer>> {
public:
    /// Answers all questions, in their order, with one statement.
    using Look = std::function<std::vector<Answer>(Session&, std::span<const Question>)>;

    Gathered(std::shared_ptr<Sessions> sessions, Look look) : sessions_(std::move(sessions)), look_(std::move(look)) {}

    /// Throws what the statement threw.
    awaitable<Answer> ask(Question question) {
        std::shared_ptr<Batch> batch;
        std::size_t place = 0;
        auto initiate = [&](auto handler) {
            auto kept = std::make_shared<decltype(handler)>(std::move(handler));
            auto executor =
                asio::prefer(asio::get_associated_executor(*kept), asio::execution::outstanding_work.tracked);
            std::shared_ptr<Batch> to_start;
            {
                const std::lock_guard lock(mutex_);
                if (!next_)
                    next_ = std::make_shared<Batch>();
                batch = next_;
                place = batch->questions.size();
                batch->questions.push_back(std::move(question));
                batch->wake.push_back([kept, executor] { asio::post(executor, std::move(*kept)); });
                if (!std::exchange(under_way_, true))
                    to_start = std::exchange(next_, nullptr);
            }
            if (to_start)
                start(std::move(to_start), executor);
        };
        co_await asio::async_initiate<const asio::use_awaitable_t<>&, void()>(initiate, asio::use_awaitable);
        if (batch->failure)
            std::rethrow_exception(batch->failure);
        co_return std::move(batch->answers[place]);
    }

private:
    struct Batch {
        std::vector<Question> questions;
        std::vector<Answer> answers;
        std::exception_ptr failure;
        std::vector<std::function<void()>> wake; // of each question, on its own executor
    };

    void start(std::shared_ptr<Batch> batch, asio::any_io_executor executor) {
        auto job = [self = this->shared_from_this(), batch](Session& session) {
            batch->answers = self->look_(session, batch->questions);
        };
        auto done = [self = this->shared_from_this(), batch, executor](std::exception_ptr failure) {
            batch->failure = failure;
            std::shared_ptr<Batch> next;
            {
                const std::lock_guard lock(self->mutex_);
                next = std::exchange(self->next_, nullptr);
                self->under_way_ = next != nullptr;
            }
            if (next)
                self->start(std::move(next), executor);
            for (const auto& wake : batch->wake)
                wake();
        };
        asio::co_spawn(executor, sessions_->run(std::move(job)), std::move(done));
    }

    const std::shared_ptr<Sessions> sessions_;
    const Look look_;
    std::mutex mutex_;
    std::shared_ptr<Batch> next_; // gathers while another one is under way
    bool under_way_ = false;
};

} // namespace parley::postgres
