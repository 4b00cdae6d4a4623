#include "app/experiment_watch.hpp"

#include "core/names.hpp"
#include "runtime/again.hpp"
#include "runtime/elsewhere.hpp"
#include "runtime/log.hpp"

#include <algorithm>

namespace parley::app {

namespace asio = boost::asio;
namespace analyse = lab::analyse;
using analyse::Stage;
using core::Value;

namespace {

constexpr core::Micros day = core::seconds(86'400);

/// Whether the arms of those who could still be drawn alike are of the sizes that they should have. What comes later is
/// an effect of the arm.
bool alarms(const analyse::SampleRatio& ratio) {
    return ratio.alarm && (ratio.stage == Stage::assigned || ratio.stage == Stage::round_opened);
}

std::int64_t hour_of(std::int64_t at_us) {
    return at_us / core::seconds(3'600);
}

std::int64_t number_in(const Value& document, const char* member) {
    const auto* number = document.at(member).as_integer();
    return number != nullptr ? *number : 0;
}

/// Why it has come to its registered end, or "".
std::string end_reached(const analyse::Study& study, const analyse::Analysis& analysis, core::Instant now) {
    const Value& document = study.prereg.document;
    const bool is_large = std::ranges::all_of(analysis.sizes, [&](const analyse::ArmSize& arm) {
        return arm.reached[static_cast<std::size_t>(Stage::round_opened)] >= number_in(document, "n_per_arm");
    });
    if (is_large)
        return "size_reached";
    return study.started_at && *study.started_at + number_in(document, "max_days") * day <= now ? "max_days" : "";
}

} // namespace

asio::awaitable<void> ExperimentWatch::look() {
    for (StoredExperiment& one : co_await parts_.experiments.all())
        if (one.state == lab::design::ExperimentState::running)
            co_await look_at(std::move(one));
}

asio::awaitable<void> ExperimentWatch::look_at(StoredExperiment experiment) {
    const std::string key = experiment.key;
    auto read = co_await read_study(parts_.studies, std::move(experiment));
    if (!read)
        co_return;
    const auto study = std::make_shared<const analyse::Study>(std::move(*read));
    const auto analysis = co_await runtime::elsewhere(parts_.background, [study] { return analyse::analyse(*study); });
    const auto breached =
        std::ranges::find(analysis.guardrails, analyse::GuardrailState::breached, &analyse::GuardrailResult::state);
    const auto alarm = std::ranges::find_if(analysis.sample_ratio, alarms);
    if (breached != analysis.guardrails.end()) {
        if (co_await takes_step(key, ExperimentDeed::kill, "guardrail"))
            runtime::log_warning("experiment_ended_for_harm",
                                 {{"experiment", key}, {"metric", breached->guardrail.metric}});
    } else if (alarm != analysis.sample_ratio.end() && co_await alarmed_before(key, alarm->stage)) {
        if (co_await takes_step(key, ExperimentDeed::pause, "sample_ratio"))
            runtime::log_warning("experiment_paused", {{"experiment", key}, {"reason", "sample_ratio"}});
    } else if (const std::string end = end_reached(*study, analysis, parts_.clock()); !end.empty()) {
        if (co_await takes_step(key, ExperimentDeed::stop, end))
            runtime::log_info("experiment_stopped", {{"experiment", key}, {"reason", end}});
    }
}

/// Whether it was taken. Somebody may take another one meanwhile; what is still amiss is seen at the next look.
asio::awaitable<bool> ExperimentWatch::takes_step(std::string key, ExperimentDeed deed, std::string why) {
    const auto taken = co_await parts_.entries.take_step(key, deed, the_watch, std::move(why));
    if (!taken)
        runtime::log_info("experiment_step_not_taken",
                          {{"experiment", key}, {"step", core::name_of(deed)}, {"reason", taken.error().detail}});
    co_return taken.has_value();
}

/// Whether there was an alarm of the sample ratio in the hour before this one, too. The first alarm of an hour stands
/// in the log, so that neither a restart nor another node forgets it.
asio::awaitable<bool> ExperimentWatch::alarmed_before(std::string key, Stage stage) {
    const core::Instant now = parts_.clock();
    bool in_this_hour = false;
    bool in_the_hour_before = false;
    for (const auto& [event, prev, hash] : co_await parts_.experiments.log(key)) {
        const auto* type = event.at("type").as_string();
        if (type == nullptr)
            continue;
        // What was before a pause was looked into.
        if (*type == core::name_of(ExperimentDeed::resume))
            in_this_hour = in_the_hour_before = false;
        if (*type != sample_ratio_alarm_event)
            continue;
        const std::int64_t hour = hour_of(number_in(event, "at"));
        in_this_hour |= hour == hour_of(now.us);
        in_the_hour_before |= hour == hour_of(now.us) - 1;
    }
    if (!in_this_hour) {
        Value event = experiment_event(sample_ratio_alarm_event, the_watch, now);
        event["stage"] = core::name_of(stage);
        co_await parts_.entries.note(std::move(key), std::move(event));
    }
    co_return in_the_hour_before;
}

asio::awaitable<void> ExperimentWatch::run(std::chrono::milliseconds every) {
    return runtime::again_and_again(every, "experiments_not_watched", [this] { return look(); });
}

} // namespace parley::app
