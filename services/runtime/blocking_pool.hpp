// Threads that each own one blocking resource (a database session), and a bounded queue in front of them.
// run() hands a job over and resumes the caller on its own executor. A full queue answers Unavailable at once; a job
// whose deadline passed while it waited is dropped unexecuted. A running job cannot be cancelled: its resource must
// carry its own timeouts. Stop the pool before the reactors whose coroutines wait on it are destroyed.
#pragma once

#include "runtime/asio.hpp"
#include "runtime/assert.hpp"
#include "runtime/deadline.hpp"
#include "runtime/error.hpp"

#include <boost/asio/associated_executor.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/dispatch.hpp>
#include <boost/asio/execution/outstanding_work.hpp>
#include <boost/asio/prefer.hpp>

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <exception>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <type_traits>
#include <utility>
#include <vector>

namespace parley::runtime {

struct BlockingPoolStats {
    std::size_t queued = 0;
    std::size_t running = 0;
    std::uint64_t done = 0;
    std::uint64_t refused = 0; // queue full
    std::uint64_t expired = 0; // deadline passed in the queue
};

template <class Resource>
class BlockingPool {
public:
    // Makes a worker's resource on the worker's own thread, before its first job. When it throws, that job fails with
    // the exception and the next job tries again.
    using Factory = std::function<std::unique_ptr<Resource>(std::size_t worker)>;

    BlockingPool(std::string name, std::size_t workers, std::size_t queue_limit, Factory factory)
        : name_(std::move(name)), queue_limit_(queue_limit), factory_(std::move(factory)) {
        ensure(workers > 0 && queue_limit > 0 && factory_, "a pool has workers, a queue and a factory");
        for (std::size_t worker = 0; worker < workers; ++worker) {
            bells_.emplace_back();
        }
        for (std::size_t worker = 0; worker < workers; ++worker) {
            threads_.emplace_back([this, worker] { work(worker); });
        }
    }
    ~BlockingPool() { stop(); }
    BlockingPool(const BlockingPool&) = delete;
    BlockingPool& operator=(const BlockingPool&) = delete;

    // The job is called as job(Resource&) on a worker; what it returns or throws comes back to the awaiting coroutine.
    // An ordinary function on purpose: the job may hold captures without meeting a coroutine frame.
    template <class Job>
    auto run(Job job, Deadline deadline = Deadline::never()) -> awaitable<std::invoke_result_t<Job&, Resource&>> {
        using Result = std::invoke_result_t<Job&, Resource&>;
        return await_result<Result>(std::make_shared<Answer<Result, Job>>(std::move(job)), deadline);
    }

    // Jobs that wait fail with Unavailable, running ones finish; then the threads are joined. Repeating is harmless.
    void stop() {
        std::deque<std::unique_ptr<Queued>> left;
        {
            const std::lock_guard lock(mutex_);
            stopping_ = true;
            left.swap(queue_);
            for (Bell& bell : bells_) {
                bell.rings.notify_one();
            }
        }
        for (auto& queued : left) {
            queued->fail(std::make_exception_ptr(Unavailable(name_ + ": stopping")));
        }
        for (auto& thread : threads_) {
            if (thread.joinable()) {
                thread.join();
            }
        }
    }

    BlockingPoolStats stats() const {
        const std::lock_guard lock(mutex_);
        auto stats = stats_;
        stats.queued = queue_.size();
        return stats;
    }

private:
    // Of a worker that may have nothing to do.
    struct Bell {
        std::condition_variable rings;
        bool rung = false;
    };

    struct Queued {
        virtual ~Queued() = default;
        virtual void run(Resource& resource) = 0;
        virtual void fail(std::exception_ptr error) = 0;
        Deadline deadline = Deadline::never();
    };

    // The coroutine's, lent to the worker until it is filled.
    template <class Result, class Job>
    struct Answer {
        explicit Answer(Job given) : job(std::move(given)) {}
        Job job;
        std::exception_ptr error;
        std::optional<std::conditional_t<std::is_void_v<Result>, bool, Result>> value;
    };

    template <class Result, class Job, class Handler>
    struct Task final : Queued {
        using Work = decltype(asio::prefer(asio::get_associated_executor(std::declval<Handler&>()),
                                           asio::execution::outstanding_work.tracked));

        Task(std::shared_ptr<Answer<Result, Job>> given, Handler given_handler)
            : answer(std::move(given)), handler(std::move(given_handler)),
              work(asio::prefer(asio::get_associated_executor(handler), asio::execution::outstanding_work.tracked)) {}

        void run(Resource& resource) override {
            try {
                if constexpr (std::is_void_v<Result>) {
                    answer->job(resource);
                    answer->value = true;
                } else {
                    answer->value.emplace(answer->job(resource));
                }
            } catch (...) {
                answer->error = std::current_exception();
            }
            resume();
        }
        void fail(std::exception_ptr error) override {
            answer->error = std::move(error);
            resume();
        }
        // Whatever the answer holds is the coroutine's alone from here on, an exception too: its last reference must
        // not go on this thread while the other still reads it.
        void resume() {
            answer.reset();
            auto executor = work;
            asio::post(executor, std::move(handler));
        }

        std::shared_ptr<Answer<Result, Job>> answer;
        Handler handler;
        Work work;
    };

    template <class Result, class Job>
    awaitable<Result> await_result(std::shared_ptr<Answer<Result, Job>> answer, Deadline deadline) {
        auto initiate = [this, answer, deadline](auto handler) {
            auto task = std::make_unique<Task<Result, Job, decltype(handler)>>(answer, std::move(handler));
            task->deadline = deadline;
            enqueue(std::move(task));
        };
        co_await asio::async_initiate<const asio::use_awaitable_t<>&, void()>(std::move(initiate), asio::use_awaitable);
        if (answer->error) {
            std::rethrow_exception(answer->error);
        }
        if constexpr (!std::is_void_v<Result>) {
            co_return std::move(*answer->value);
        }
    }

    void enqueue(std::unique_ptr<Queued> task) {
        const char* refusal = nullptr;
        Bell* bell = nullptr;
        {
            const std::lock_guard lock(mutex_);
            if (stopping_) {
                refusal = ": stopping";
            } else if (queue_.size() >= queue_limit_) {
                ++stats_.refused;
                refusal = ": queue is full";
            } else {
                queue_.push_back(std::move(task));
                if (!idle_.empty()) {
                    bell = idle_.back();
                    idle_.pop_back();
                    bell->rung = true;
                }
            }
        }
        if (refusal != nullptr) {
            task->fail(std::make_exception_ptr(Unavailable(name_ + refusal)));
        } else if (bell != nullptr) {
            bell->rings.notify_one();
        }
    }

    void work(std::size_t worker) {
        std::unique_ptr<Resource> resource;
        std::unique_lock lock(mutex_);
        for (;;) {
            while (!stopping_ && queue_.empty()) {
                Bell& bell = bells_[worker];
                bell.rung = false;
                idle_.push_back(&bell);
                bell.rings.wait(lock, [&] { return stopping_ || bell.rung; });
            }
            if (queue_.empty()) {
                return;
            }
            auto task = std::move(queue_.front());
            queue_.pop_front();
            const bool late = task->deadline.expired();
            stats_.expired += late ? 1 : 0;
            ++stats_.running;
            lock.unlock();
            if (late) {
                task->fail(std::make_exception_ptr(Unavailable(name_ + ": deadline passed in the queue")));
            } else {
                execute(*task, resource, worker);
            }
            task.reset();
            lock.lock();
            --stats_.running;
            ++stats_.done;
        }
    }

    void execute(Queued& task, std::unique_ptr<Resource>& resource, std::size_t worker) {
        if (!resource) {
            std::exception_ptr error;
            try {
                resource = factory_(worker);
            } catch (...) {
                error = std::current_exception();
            }
            if (error) {
                return task.fail(std::move(error));
            }
        }
        task.run(*resource);
    }

    const std::string name_;
    const std::size_t queue_limit_;
    const Factory factory_;
    mutable std::mutex mutex_;
    std::deque<std::unique_ptr<Queued>> queue_;
    std::deque<Bell> bells_; // one of each worker
    // The one that had work last is at the end and is woken first: its resource, a session of the database, is warm.
    std::vector<Bell*> idle_;
    BlockingPoolStats stats_;
    bool stopping_ = false;
    std::vector<std::thread> threads_;
};

} // namespace parley::runtime
