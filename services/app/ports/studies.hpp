// What an experiment left behind so far, from the log and its views: how far its units came, and the facts of each
// request whose rounds are over.
#pragma once

#include "core/time.hpp"
#include "lab/analyse/study.hpp"
#include "lab/release/study_release.hpp"

#include <boost/asio/awaitable.hpp>

#include <string>
#include <vector>

namespace parley::app {

struct ExperimentRows {
    struct Reached {
        std::string arm;
        lab::analyse::Stage stage = lab::analyse::Stage::assigned;
        std::int64_t epoch = 0;
        bool simulated = false; // of a simulated buyer
        std::int64_t units = 0;
    };
    struct Row {
        std::string arm;
        bool simulated = false;
        lab::analyse::Fact fact; // its arm is not filled in
    };
    std::vector<Reached> reached;
    std::vector<Row> rows;
};

/// The same with what decides whether a row may be published: whose it is, and when and where it was posted.
struct PrivateRows {
    std::vector<ExperimentRows::Reached> reached;
    struct Row {
        std::string arm;
        bool simulated = false;
        lab::release::PrivateFact fact; // its arm is not filled in
    };
    std::vector<Row> rows;
};

/// What a metric is, in the words of the codebook.
struct MetricMeaning {
    std::string name;
    std::string definition;
};

/// Which requests count: those that were given their arm at `since` or later, when the version in force began; and, of
/// each stretch of `slot` from then on, not those in its first `burn_in`.
struct Counted {
    core::Instant since;
    core::Micros slot = 0; // 0 where there are none
    core::Micros burn_in = 0;
};

class Studies {
public:
    virtual ~Studies() = default;
    virtual boost::asio::awaitable<ExperimentRows> rows_of(std::string experiment, Counted counted) = 0;
    /// For a release, and for nothing else. All whose buyer was erased are told as one person's.
    virtual boost::asio::awaitable<PrivateRows> private_rows_of(std::string experiment, Counted counted) = 0;
    /// All that the codebook has.
    virtual boost::asio::awaitable<std::vector<MetricMeaning>> meanings() = 0;
};

} // namespace parley::app
