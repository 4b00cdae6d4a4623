#include "runtime/task_group.hpp"

#include "runtime/assert.hpp"
#include "runtime/log.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>

#include <list>
#include <vector>

namespace parley::runtime {

namespace {

void log_task_error(std::string_view task, std::exception_ptr error) {
    try {
        std::rethrow_exception(error);
    } catch (const std::exception& failure) {
        log_error("task_failed", {{"task", task}, {"error", failure.what()}});
    } catch (...) {
        log_error("task_failed", {{"task", task}, {"error", "not a std::exception"}});
    }
}

bool is_abort(std::exception_ptr error) {
    try {
        std::rethrow_exception(error);
    } catch (const boost::system::system_error& failure) {
        return failure.code() == asio::error::operation_aborted;
    } catch (...) {
        return false;
    }
}

} // namespace

struct TaskGroup::State {
    struct Task {
        std::string name;
        asio::cancellation_signal signal;
        bool cancelled = false;
        bool finished = false;
    };

    State(asio::any_io_executor given, OnError given_on_error)
        : executor(std::move(given)), on_error(std::move(given_on_error)), emptied(executor) {
        emptied.expires_at(asio::steady_timer::time_point::max());
    }

    void finished(std::list<Task>::iterator task, std::exception_ptr error) {
        if (error && !(task->cancelled && is_abort(error))) {
            on_error(task->name, error);
        }
        task->finished = true;
        --running;
        if (emitting) {
            return; // the emitting loop still holds an iterator; it sweeps afterwards
        }
        tasks.erase(task);
        tell_when_empty();
    }

    void tell_when_empty() {
        if (running == 0) {
            emptied.cancel();
        }
    }

    // A task may end inside emit, and may spawn others: neither disturbs the walk over a list.
    void emit(asio::cancellation_type type) {
        emitting = true;
        for (auto& task : tasks) {
            if (!task.finished) {
                task.cancelled = true;
                task.signal.emit(type);
            }
        }
        emitting = false;
        tasks.remove_if([](const Task& task) { return task.finished; });
        tell_when_empty();
    }

    asio::any_io_executor executor;
    OnError on_error;
    std::list<Task> tasks;
    std::size_t running = 0;
    bool emitting = false;
    asio::steady_timer emptied; // cancelled when the last task ends
};

TaskGroup::TaskGroup(asio::any_io_executor executor, OnError on_error)
    : state_(std::make_shared<State>(std::move(executor), on_error ? std::move(on_error) : OnError(log_task_error))) {}

TaskGroup::~TaskGroup() {
    state_->emit(asio::cancellation_type::terminal);
}

void TaskGroup::spawn(std::string name, awaitable<void> task) {
    state_->tasks.emplace_back();
    const auto entry = std::prev(state_->tasks.end());
    entry->name = std::move(name);
    ++state_->running;
    auto done = [state = state_, entry](std::exception_ptr error) { state->finished(entry, error); };
    asio::co_spawn(state_->executor, std::move(task),
                   asio::bind_cancellation_slot(entry->signal.slot(), std::move(done)));
}

TaskGroup::Guest TaskGroup::receive() {
    return Guest(state_);
}

TaskGroup::Guest::Guest(const std::shared_ptr<State>& group) : group_(group) {
    ++group->running;
}

TaskGroup::Guest::~Guest() {
    if (const auto group = group_.lock()) {
        --group->running;
        group->tell_when_empty();
    }
}

std::size_t TaskGroup::size() const noexcept {
    return state_->running;
}

void TaskGroup::cancel_total() {
    state_->emit(asio::cancellation_type::total);
}

void TaskGroup::cancel_terminal() {
    state_->emit(asio::cancellation_type::terminal);
}

awaitable<bool> TaskGroup::wait_until(Deadline deadline) {
    const auto state = state_;
    asio::steady_timer late(state->executor, deadline.when());
    bool passed = false;
    late.async_wait([&passed, state](error_code error) {
        if (!error) {
            passed = true;
            state->emptied.cancel();
        }
    });
    while (state->running > 0 && !passed && !deadline.expired()) {
        co_await state->emptied.async_wait(asio::as_tuple(asio::use_awaitable));
    }
    co_return state->running == 0;
}

awaitable<bool> TaskGroup::stop(Deadline::Clock::duration polite) {
    cancel_total();
    if (co_await wait_for(polite)) {
        co_return true;
    }
    cancel_terminal();
    co_return co_await wait_for(std::chrono::seconds(1));
}

asio::any_io_executor TaskGroup::executor() const {
    return state_->executor;
}

} // namespace parley::runtime
