#include "app/experiment_register.hpp"

#include "core/matching/sectors.hpp"
#include "lab/design/namespaces.hpp"

#include <algorithm>
#include <array>

namespace parley::app {

namespace asio = boost::asio;
namespace design = lab::design;
using core::Value;
using design::ExperimentState;

namespace {

constexpr std::array<std::string_view, 6> deed_names{"start", "pause", "resume", "raise_coverage", "stop", "kill"};

ExperimentNo no(ExperimentNo::Kind kind, std::string detail, std::string pointer = "") {
    return {kind, std::move(pointer), std::move(detail)};
}

ExperimentNo invalid(const design::DesignFault& fault) {
    return no(ExperimentNo::Kind::invalid, fault.detail, fault.pointer);
}

ExperimentState state_after(ExperimentDeed deed) {
    switch (deed) {
    case ExperimentDeed::start:
    case ExperimentDeed::resume:
    case ExperimentDeed::raise_coverage:
        return ExperimentState::running;
    case ExperimentDeed::pause:
        return ExperimentState::paused;
    case ExperimentDeed::stop:
        return ExperimentState::stopped;
    case ExperimentDeed::kill:
        return ExperimentState::killed;
    }
    return ExperimentState::stopped;
}

bool may_be_taken(ExperimentState now, ExperimentDeed deed) {
    if (deed == ExperimentDeed::raise_coverage)
        return now == ExperimentState::running;
    if (deed == ExperimentDeed::start)
        return now == ExperimentState::registered;
    if (deed == ExperimentDeed::resume)
        return now == ExperimentState::paused;
    return design::may_follow(now, state_after(deed));
}

/// A stop is told by its reason, but no reason makes a kill of it.
std::string ended_by(ExperimentDeed deed, const std::string& why) {
    if (deed == ExperimentDeed::kill)
        return ended_by_kill;
    return why.empty() || why == ended_by_kill ? "stopped" : why;
}

/// What keeps it from being the next of its key.
std::optional<ExperimentNo> fault_of_key(const design::Prereg& prereg, const std::optional<StoredExperiment>& before) {
    if (!before)
        return prereg.version == 1
                   ? std::nullopt
                   : std::optional(no(ExperimentNo::Kind::invalid, "must be 1: no version came before", "/version"));
    const auto earlier = design::prereg_from(before->document);
    if (const auto fault = earlier ? design::fault_as_successor(prereg, *earlier) : std::nullopt)
        return invalid(*fault);
    // Requests that still wait for a round of the earlier one must not get its arms back.
    if (has_ended_for_harm(*before))
        return no(ExperimentNo::Kind::not_now, "the version before was ended for harm: this needs another key");
    if (before->state == ExperimentState::running || before->state == ExperimentState::paused)
        return no(ExperimentNo::Kind::not_now, "the version before is still running");
    return std::nullopt;
}

std::string words_of(const StoredHolding& holder) {
    return holder.released_at
               ? "another experiment had " + holder.space + " less than two weeks ago: " + holder.experiment
               : "another experiment has " + holder.space + ": " + holder.experiment;
}

/// "/sectors/1", the place by which the sector is in the document.
std::string place_of_sector(const design::Prereg& prereg, const std::string& sector) {
    const auto found = std::ranges::find_if(prereg.sectors,
                                            [&](const std::string& above) { return core::lies_within(sector, above); });
    return found == prereg.sectors.end() ? "/sectors" : "/sectors/" + std::to_string(found - prereg.sectors.begin());
}

} // namespace

std::span<const std::string_view> names_of(ExperimentDeed) {
    return deed_names;
}

asio::awaitable<ExperimentAnswer> ExperimentRegister::store(ExperimentStep step) {
    StoredExperiment next = step.next;
    if (!co_await experiments_.store(std::move(step)))
        co_return no(ExperimentNo::Kind::overtaken,
                     "somebody else changed it, or took its place in a sector, just now");
    co_return std::move(next);
}

asio::awaitable<ExperimentRegister::Claim> ExperimentRegister::claim_of(const design::Prereg& prereg,
                                                                        core::Instant now) {
    std::map<std::string, StoredHolding> holders;
    // Another version of the same experiment keeps its units: they were taught nothing else.
    for (StoredHolding& one : co_await experiments_.holdings()) {
        if (one.experiment == prereg.key || (one.released_at && now - *one.released_at >= wash_out))
            continue;
        // Of several that had it the one that has it longest is in the way.
        StoredHolding& holder = holders.try_emplace(one.space, one).first->second;
        if (holder.released_at && (!one.released_at || *holder.released_at < *one.released_at))
            holder = std::move(one);
    }
    Claim claim;
    for (const std::string& sector : sectors_of(prereg.sectors, rules_)) {
        if (const auto holder = holders.find(sector); holder != holders.end())
            claim.holders.push_back(holder->second);
        else
            claim.taken.push_back({sector, 0, design::segments_per_namespace - 1, prereg.key, std::nullopt});
    }
    co_return claim;
}

asio::awaitable<std::vector<ExperimentWarning>> ExperimentRegister::warnings_of(design::Prereg prereg) {
    const auto all = co_await experiments_.all();
    const auto named = [&](const std::string& key) -> std::optional<StoredExperiment> {
        const auto found = std::ranges::find(all, key, &StoredExperiment::key);
        return found == all.end() ? std::nullopt : std::optional(*found);
    };
    const auto title_of = [&](const std::string& key) -> std::string {
        const auto one = named(key);
        const auto* title = one ? one->document.at("title").as_string() : nullptr;
        return title != nullptr ? *title : "";
    };
    std::vector<ExperimentWarning> warnings;
    if (const auto before = named(prereg.key))
        if (const auto fault = fault_of_key(prereg, before)) {
            const bool is_first = prereg.version == 1;
            warnings.push_back({"key_taken", is_first || fault->pointer.empty() ? "/key" : fault->pointer,
                                is_first ? "is the key of another experiment" : fault->detail, prereg.key,
                                title_of(prereg.key), "", std::nullopt});
        }
    const Claim claim = co_await claim_of(prereg, clock_());
    for (const StoredHolding& holder : claim.holders)
        warnings.push_back({"sector_taken", place_of_sector(prereg, holder.space), words_of(holder), holder.experiment,
                            title_of(holder.experiment), holder.space,
                            holder.released_at ? std::optional(*holder.released_at + wash_out) : std::nullopt});
    co_return warnings;
}

asio::awaitable<ExperimentAnswer> ExperimentRegister::enter(Value document, std::string by) {
    auto prereg = design::prereg_from(document);
    if (!prereg)
        co_return invalid(prereg.error());
    if (const auto rules = fitting_rules_of(*prereg, rules_); !rules)
        co_return invalid(rules.error());
    const auto log = co_await experiments_.log(prereg->key);
    const auto before = co_await experiments_.find(prereg->key);
    if (auto fault = fault_of_key(*prereg, before))
        co_return std::move(*fault);
    const core::Instant now = clock_();
    Claim claim = co_await claim_of(*prereg, now);
    if (!claim.holders.empty())
        co_return no(ExperimentNo::Kind::not_now, words_of(claim.holders.front()), "/sectors");
    StoredExperiment next;
    next.key = prereg->key;
    next.version = prereg->version;
    next.sha256 = prereg->sha256;
    next.coverage_ppm = prereg->coverage_ppm;
    next.document = std::move(document);
    Value event = experiment_event(registered_event, by, now);
    event["version"] = next.version;
    event["sha256"] = next.sha256;
    ExperimentStep step = step_after(log, std::move(next), std::move(event));
    step.taken = std::move(claim.taken);
    if (before)
        step.releases_at = now;
    co_return co_await store(std::move(step));
}

asio::awaitable<ExperimentAnswer> ExperimentRegister::take_step(std::string key, ExperimentDeed deed, std::string by,
                                                                std::string why) {
    const auto log = co_await experiments_.log(key);
    auto found = co_await experiments_.find(std::move(key));
    if (!found)
        co_return no(ExperimentNo::Kind::unknown, "there is no such experiment");
    StoredExperiment& next = *found;
    if (!may_be_taken(next.state, deed))
        co_return no(ExperimentNo::Kind::not_now, "it is " + std::string(core::name_of(next.state)));
    const core::Instant now = clock_();
    Value event = experiment_event(core::name_of(deed), by, now);
    if (!why.empty())
        event["why"] = why;
    const bool ends = deed == ExperimentDeed::stop || deed == ExperimentDeed::kill;
    if (deed == ExperimentDeed::start)
        next.started_at = now;
    if (deed == ExperimentDeed::raise_coverage) {
        const auto prereg = design::prereg_from(next.document);
        const auto epoch = static_cast<std::size_t>(next.epoch);
        const auto coverage = prereg ? design::next_coverage_ppm(prereg->ramp, epoch, {}) : std::nullopt;
        if (!coverage)
            co_return no(ExperimentNo::Kind::not_now, "its ramp has no further step");
        next.coverage_ppm = *coverage;
        next.epoch += 1;
        event["coverage_ppm"] = next.coverage_ppm;
    }
    if (ends) {
        next.ended_at = now;
        next.ended_by = ended_by(deed, why);
    }
    next.state = state_after(deed);
    ExperimentStep step = step_after(log, std::move(next), std::move(event));
    if (ends)
        step.releases_at = now;
    co_return co_await store(std::move(step));
}

asio::awaitable<ExperimentAnswer> ExperimentRegister::note(std::string key, Value event) {
    const auto log = co_await experiments_.log(key);
    auto found = co_await experiments_.find(std::move(key));
    if (!found)
        co_return no(ExperimentNo::Kind::unknown, "there is no such experiment");
    co_return co_await store(step_after(log, std::move(*found), std::move(event)));
}

} // namespace parley::app
