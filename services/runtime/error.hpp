// What is thrown when the world fails: a store that does not answer, a queue that is full, a deadline that passed.
// It says whether trying again is sensible and whether the work may have been done all the same.
#pragma once

#include <stdexcept>
#include <string>

namespace parley::runtime {

enum class Outcome {
    not_done, // certainly had no effect
    unknown,  // may have had its effect: look it up by its command key before answering
};

class Unavailable : public std::runtime_error {
public:
    explicit Unavailable(const std::string& what, bool retryable = true, Outcome outcome = Outcome::not_done)
        : std::runtime_error(what), retryable_(retryable), outcome_(outcome) {}

    bool retryable() const noexcept { return retryable_; }
    Outcome outcome() const noexcept { return outcome_; }

private:
    bool retryable_;
    Outcome outcome_;
};

} // namespace parley::runtime
