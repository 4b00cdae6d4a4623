#include "app/experiment_book.hpp"

#include "app/secrets.hpp"
#include "lab/design/assignment.hpp"
#include "lab/design/namespaces.hpp"
#include "lab/design/switchback.hpp"
#include "runtime/again.hpp"
#include "runtime/log.hpp"

namespace parley::app {

namespace asio = boost::asio;
namespace design = lab::design;

struct ExperimentBook::Running {
    design::Prereg prereg;
    design::Split split;
    ArmRules rules;
    core::Instant started_at;
    std::optional<design::SwitchbackTerms> slots; // where the slot is the unit
};

struct ExperimentBook::Page {
    std::int64_t changes = -1;
    std::map<std::string, Running> running; // by key
    std::set<std::string> killed;
    std::map<std::string, std::string> titles;
    std::map<std::string, std::vector<StoredHolding>> holdings; // of today, by sector

    bool holds(const std::string& key, const std::string& sector, std::int64_t segment) const {
        const auto found = holdings.find(sector);
        return found != holdings.end() && std::ranges::any_of(found->second, [&](const StoredHolding& one) {
                   return one.experiment == key && one.first <= segment && segment <= one.last;
               });
    }
};

namespace {

std::string unit_of(design::Unit unit, core::IntentId id, const core::State& state) {
    if (unit == design::Unit::intent)
        return design::unit_text(unit, core::to_text(id));
    // The arms of a person are for everybody to recompute, and who it is for nobody.
    return design::unit_text(unit, secret_hash("consumer/" + core::to_text(state.intent.consumer)).substr(0, 32));
}

/// The rules of an arm, as narrow as the buyer wished its own to be.
core::Rules narrowed(core::Rules arm, const core::Rules& posted, const core::Rules& base) {
    arm.max_offers = posted.max_offers;
    if (posted.invite_count < base.invite_count)
        arm.invite_count = std::min(arm.invite_count, posted.invite_count);
    return arm;
}

/// The number of offers wished for where it is not the sector's.
std::optional<std::int64_t> wished(const core::Rules& posted, const core::Rules& base) {
    return posted.max_offers == base.max_offers && posted.invite_count == base.invite_count
               ? std::nullopt
               : std::optional(posted.max_offers);
}

} // namespace

std::shared_ptr<const ExperimentBook::Page> ExperimentBook::page() const {
    const std::lock_guard lock(mutex_);
    return page_;
}

asio::awaitable<void> ExperimentBook::refresh() {
    const auto known = page();
    const std::int64_t changes = co_await experiments_.changes();
    if (known && known->changes == changes)
        co_return;
    auto next = std::make_shared<Page>();
    // What changes while it is read is read again with the next look.
    next->changes = changes;
    for (const StoredExperiment& one : co_await experiments_.all()) {
        if (const std::string* title = one.document.at("title").as_string())
            next->titles[one.key] = *title;
        if (app::has_ended_for_harm(one))
            next->killed.insert(one.key);
        if (one.state != design::ExperimentState::running)
            continue;
        auto prereg = design::prereg_from(one.document);
        auto rules = prereg ? arm_rules_of(*prereg, rules_) : design::DesignResult<ArmRules>(prereg.error());
        if (!rules) {
            runtime::log_warning(
                "experiment_gives_no_arms",
                {{"experiment", one.key}, {"at", rules.error().pointer}, {"reason", rules.error().detail}});
            continue;
        }
        design::Split split{design::salt_of(one.key, one.sha256), one.coverage_ppm, {}};
        for (const design::Arm& arm : prereg->arms)
            split.weight_ppm.push_back(arm.weight_ppm);
        Running running{std::move(*prereg), std::move(split), std::move(*rules),
                        one.started_at.value_or(core::Instant{}), std::nullopt};
        if (running.prereg.unit == design::Unit::slot)
            running.slots = *design::switchback_terms_in(running.prereg, longest_round_of(running.rules));
        next->running.emplace(one.key, std::move(running));
    }
    for (StoredHolding& one : co_await experiments_.holdings())
        if (!one.released_at)
            next->holdings[one.space].push_back(std::move(one));
    const std::lock_guard lock(mutex_);
    page_ = std::move(next);
}

asio::awaitable<void> ExperimentBook::run() {
    // Where it fails, what was known stays in force; while the database is away no round opens either.
    return runtime::again_and_again(std::chrono::microseconds(experiments_looked_at_every), "experiments_not_read",
                                    [this] { return refresh(); });
}

/// The unit that a request published now belongs to, and its arm; nothing where it is not enrolled.
std::optional<ExperimentBook::Drawn> ExperimentBook::drawn_for(const Running& one, core::IntentId id,
                                                               const core::State& state, core::Instant now) {
    if (one.slots) {
        const auto slots = design::switchback_of(*one.slots, one.split.salt, state.intent.sector,
                                                 static_cast<std::int64_t>(one.prereg.arms.size()), one.started_at);
        const std::int64_t n = design::slot_at(slots, now);
        if (n < 0)
            return std::nullopt;
        return Drawn{design::slot_text(state.intent.sector, n),
                     static_cast<std::size_t>(design::arm_of_slot(slots, n))};
    }
    std::string unit = unit_of(one.prereg.unit, id, state);
    const design::Assigned drawn = design::assign(one.split, unit);
    if (!drawn.enrolled)
        return std::nullopt;
    return Drawn{std::move(unit), drawn.arm};
}

std::optional<core::Treatment> ExperimentBook::treatment_of(core::IntentId id, const core::State& state,
                                                            core::Instant now) const {
    const auto book = page();
    const std::string& sector = state.intent.sector;
    if (!state.intent.experiments || !book || book->running.empty() || !rules_.knows(sector))
        return std::nullopt;
    // An intent that was posted under other rules than the sector has now is none of those that were registered.
    const core::Rules base = rules_.plan_for(sector, std::nullopt).rounds.front().rules;
    const core::Rules& posted = state.intent.plan.rounds.front().rules;
    if (state.intent.plan != rules_.plan_for(sector, wished(posted, base)))
        return std::nullopt;
    for (const auto& [key, one] : book->running) {
        const auto arms = one.rules.find(sector);
        if (arms == one.rules.end())
            continue;
        const auto drawn = drawn_for(one, id, state, now);
        if (!drawn)
            continue;
        if (!book->holds(key, sector, design::segment_of(sector, drawn->unit)))
            continue;
        core::Treatment treatment;
        treatment.assignment = {key, one.prereg.arms[drawn->arm].key, drawn->unit, one.split.weight_ppm[drawn->arm]};
        treatment.plan = state.intent.plan;
        treatment.plan.rounds.front().rules = narrowed(arms->second[drawn->arm], posted, base);
        return treatment;
    }
    return std::nullopt;
}

bool ExperimentBook::has_ended_for_harm(const std::string& experiment) const {
    const auto book = page();
    return book && book->killed.contains(experiment);
}

std::string ExperimentBook::title_of(const std::string& experiment) const {
    const auto book = page();
    if (!book)
        return experiment;
    const auto found = book->titles.find(experiment);
    return found == book->titles.end() ? experiment : found->second;
}

} // namespace parley::app
