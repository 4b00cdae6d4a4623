// The owner of coroutines on one reactor: everything spawned belongs to a group, so that stopping can ask all of it to
// end and wait. Used from its executor's thread only. Exceptions go to the callback; a cancelled task's abort is quiet.
#pragma once

#include "runtime/asio.hpp"
#include "runtime/deadline.hpp"

#include <cstddef>
#include <exception>
#include <functional>
#include <memory>
#include <string>

namespace parley::runtime {

class TaskGroup {
public:
    // Called with the task's name for every exception that leaves a task. Empty: it is logged.
    using OnError = std::function<void(std::string_view task, std::exception_ptr error)>;

    explicit TaskGroup(asio::any_io_executor executor, OnError on_error = {});
    // Tasks still running are cancelled (terminal) and end on their own; they no longer touch the group.
    ~TaskGroup();
    TaskGroup(const TaskGroup&) = delete;
    TaskGroup& operator=(const TaskGroup&) = delete;

    void spawn(std::string name, awaitable<void> task);

    // Counts as a task until it is destroyed, for what lives on without a coroutine. It may outlive the group.
    class Guest;
    Guest receive();

    std::size_t size() const noexcept;
    // Asks every task that enabled it to finish politely (flush, say goodbye).
    void cancel_total();
    // Ends every task at its next cancellable wait.
    void cancel_terminal();
    // Waits until the group is empty or the deadline passes. True when empty.
    awaitable<bool> wait_until(Deadline deadline);
    awaitable<bool> wait_for(Deadline::Clock::duration span) { return wait_until(expires_within(span)); }
    // total, wait for `polite`, terminal, wait for one second more. True when nothing is left.
    awaitable<bool> stop(Deadline::Clock::duration polite);

    asio::any_io_executor executor() const;

private:
    struct State;
    std::shared_ptr<State> state_;
};

class TaskGroup::Guest {
public:
    Guest(Guest&&) noexcept = default;
    Guest& operator=(Guest&&) = delete;
    ~Guest();

private:
    friend class TaskGroup;
    explicit Guest(const std::shared_ptr<State>& group);
    std::weak_ptr<State> group_;
};

} // namespace parley::runtime
