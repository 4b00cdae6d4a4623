// A request from its opening to its end in virtual time, through the core that serves the live market: every offer is a
// command that `core::decide` takes or refuses, under the rules of the round. Nothing of an auction is computed here.
#pragma once

#include "core/decide.hpp"
#include "lab/simulate/agents.hpp"

#include <span>
#include <vector>

namespace parley::lab::simulate {

/// When the round of every simulated request opens.
inline constexpr core::Instant opening{1'795'510'800'000'000}; // 2026-11-24T09:00:00Z

/// The rules of the one round, and what the buyer says of its budget.
struct Terms {
    core::Rules rules;
    std::optional<core::Minor> budget; // minor units
    bool budget_sealed = false;
};

/// What came of a request.
struct Outcome {
    std::int64_t offers = 0;          // that stood when the round closed
    std::optional<core::Minor> pays;  // what the first of the ranking is paid; nothing without an offer
    std::size_t first = 0;            // which participant that is, from 0; where there is an offer
    std::optional<core::Minor> price; // of the confirmed deal; nothing where there is none
    core::Micros overtime = 0;        // from the scheduled close to the close
    std::int64_t extensions = 0;
    std::int64_t refused = 0; // commands that the core did not take
};

/// One request that people act on. Each command is decided at once: in virtual time nothing is in flight.
class Play {
public:
    /// What happens is also added to `log`, where somebody wants to store it; it outlives the play.
    explicit Play(core::State state, std::vector<core::Record>* log = nullptr) : state_(std::move(state)), log_(log) {}
    /// Whether the core took it. `at` does not lie before what happened already.
    bool submit(core::Command command, const core::Sender& sender, core::Instant at);
    bool submit_as_bidder(core::BidderNo number, core::Command command, core::Instant at);
    /// What waits for time alone until the round is over.
    void close();
    const core::State& state() const { return state_; }
    /// Of the round that was closed last.
    std::optional<core::Minor> pays() const { return pays_; }
    std::int64_t refused() const { return refused_; }

private:
    core::State state_;
    std::vector<core::Record>* log_;
    std::optional<core::Minor> pays_;
    std::int64_t refused_ = 0;
};

/// Plays a request that somebody posted and confirmed, under the rules that it got there, from the invitations to the
/// end. As with a market's own, the first of the `invited` are the participants; invited >= participants.size().
Outcome play_posted(Play& play, std::span<const Participant> participants, std::size_t invited,
                    const Consumer& consumer, Draws& draws);

/// Requests under the same terms. What requests have in common is played once and copied.
class Market {
public:
    explicit Market(Terms terms) : terms_(std::move(terms)) {}

    /// A round just opened, with bidders 1 to `invited`; invited <= invited_most.
    const core::State& opened(std::size_t invited);
    /// Plays a request: `invited` businesses are asked, of which the first are the participants, and the others never
    /// answer. invited >= participants.size().
    Outcome play(std::span<const Participant> participants, std::size_t invited, const Consumer& consumer,
                 Draws& draws);
    const Terms& terms() const { return terms_; }

    static constexpr std::size_t invited_most = 200;

private:
    const core::State& scheduled();
    /// Invites them, with the auto-offers that stand ready, and opens the round.
    Play begin(std::span<const Participant> participants, std::size_t invited);

    Terms terms_;
    std::optional<core::State> scheduled_;
    std::vector<std::optional<core::State>> opened_; // by how many are invited
};

} // namespace parley::lab::simulate
