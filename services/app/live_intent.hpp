// What a home keeps in memory of one intent: its state and log, the commands that wait for it and who listens. Seen by
// the home's own files alone.
#pragma once

#include "app/intent_home.hpp"

#include <boost/asio/steady_timer.hpp>

namespace parley::app {

namespace asio = boost::asio;

/// A command that waits for its decision, and the coroutine that waits for the answer.
struct IntentHome::Waiting {
    Waiting(asio::any_io_executor executor, core::Envelope given, std::string by = "")
        : envelope(std::move(given)), seat(std::move(by)),
          done(std::move(executor), asio::steady_timer::time_point::max()) {}
    core::Envelope envelope;
    std::string seat;        // at which it was sent, or the key; "" for none
    asio::steady_timer done; // cancelled once `answer` or `error` is there
    std::optional<Answer> answer;
    std::exception_ptr error;
    void finish(Answer given) {
        answer = std::move(given);
        done.cancel();
    }
    void fail(std::exception_ptr given) {
        error = std::move(given);
        done.cancel();
    }
};

struct IntentHome::Live {
    explicit Live(core::IntentId given) : id(given), topic(intent_topic(given)) {}
    core::IntentId id;
    std::string topic;
    std::shared_ptr<const core::State> state = std::make_shared<core::State>();
    std::vector<core::Record> records;
    digest::Sha256 head{};
    bool loaded = false;
    bool working = false;
    std::deque<std::shared_ptr<Waiting>> waiting;
    std::map<core::Audience, std::map<std::size_t, std::size_t>> listeners; // per audience: reactor, how many
    core::Value contact;                                                    // the buyer's, for the winner alone
    core::Value seller;                                                     // the chosen business, for the buyer
    core::BusinessId seller_id;                                             // whose `seller` is
    core::Instant used_at;
};

/// What was decided together: the records of one append and the answers that wait for its commit.
struct IntentHome::Batch {
    std::vector<core::Record> records;
    std::vector<SeatDeed> deeds;
    std::shared_ptr<const core::State> state;
    struct Reply {
        std::shared_ptr<Waiting> waiting;
        Answer answer;
    };
    std::vector<Reply> replies;
};

} // namespace parley::app
