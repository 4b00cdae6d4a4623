#include "commands/seed_experiment.hpp"

#include "commands/store_access.hpp"
#include "lab/history.hpp"

#include <boost/asio/system_executor.hpp>

#include <stdexcept>

namespace parley::commands {

namespace {

using core::Value;

constexpr const char* key = "demo-sealed-furniture";
constexpr const char* designer = "Simulated designer";
constexpr const char* publisher = "Simulated publisher";
constexpr core::Micros day = core::seconds(86'400);
/// Its sectors rest for two weeks after it, and then whoever looks at the demonstration may try them.
constexpr core::Micros ended_ago = app::wash_out + day;

Value object(std::initializer_list<std::pair<const char*, Value>> members) {
    Value value = Value::Object{};
    for (const auto& [name, member] : members)
        value[name] = member;
    return value;
}

Value replaced(const char* path, Value to) {
    return object({{"op", "replace"}, {"path", path}, {"value", std::move(to)}});
}

template <class T, class No>
T must(boost::system::result<T, No> answer) {
    if (!answer)
        throw std::runtime_error("the demonstration's experiment: " + answer.error().pointer + ' ' +
                                 answer.error().detail);
    return std::move(*answer);
}

} // namespace

DemoExperiment::DemoExperiment(const roles::Settings& settings, std::shared_ptr<postgres::Sessions> sessions,
                               const app::RuleBook& rules, core::Instant until)
    : rules_(rules), starts_at_(until - lab::history_days * day), ends_at_(until - ended_ago), now_(starts_at_),
      lab_(std::move(sessions), rules, boost::asio::system_executor(), [this] { return now_; }, settings) {}

core::Value DemoExperiment::document() const {
    const std::vector<std::string> sectors{"furniture/sofas", "furniture/tables"};
    Value::Array named(sectors.begin(), sectors.end());
    const Value sealed = Value::Array{replaced("/format", "sealed"), replaced("/visibility", "none"),
                                      replaced("/close/mode", "hard"), replaced("/duration_s", 600)};
    const Value hypothesis = object({{"id", "H1"},
                                     {"metric", "best_discount_budget_itt"},
                                     {"text", "In secret, shops go lower at once"},
                                     {"direction", "increase"},
                                     {"role", "primary"}});
    const Value guardrail = object({{"metric", "zero_offer_rate"}, {"direction", "decrease"}, {"margin_bp", 1'500}});
    return object({{"schema", "parley.prereg/1"},
                   {"key", key},
                   {"title", "Do sealed rounds bring lower prices for furniture?"},
                   {"version", 1},
                   {"description", "Played by simulated buyers and shops, to show what a finding looks like."},
                   {"hypotheses", Value::Array{hypothesis}},
                   {"sectors", std::move(named)},
                   {"unit", "intent"},
                   {"pilot", true},
                   {"arms", Value::Array{object({{"key", "open"}, {"weight_ppm", 500'000}, {"patch", Value::Array{}}}),
                                         object({{"key", "sealed"}, {"weight_ppm", 500'000}, {"patch", sealed}})}},
                   {"coverage_ppm", 1'000'000},
                   {"alpha_ppm", 50'000},
                   {"power_ppm", 800'000},
                   {"mde_bp", 300},
                   {"n_per_arm", 60},
                   {"max_days", 15},
                   {"correction", "holm"},
                   {"guardrails", Value::Array{guardrail}},
                   {"analysis", Value::Array{"difference_in_means"}},
                   {"base_rules_sha256", lab::design::sha256_of(app::base_rules_of(sectors, rules_))},
                   {"bounds_sha256", lab::design::sha256_of(app::rule_bounds_document())}});
}

void DemoExperiment::begin() {
    if (!wait_for(lab_.experiments.find(key))) {
        must(wait_for(lab_.entries.enter(document(), designer)));
        must(wait_for(lab_.entries.take_step(key, app::ExperimentDeed::start, designer)));
    }
    wait_for(lab_.refresh());
}

std::optional<core::Treatment> DemoExperiment::treatment_of(core::IntentId id, const core::State& state,
                                                            core::Instant at) const {
    return at < ends_at_ ? lab_.book.treatment_of(id, state, at) : std::nullopt;
}

void DemoExperiment::publish() {
    const auto found = wait_for(lab_.experiments.find(key));
    if (!found || found->state != lab::design::ExperimentState::running)
        return;
    now_ = ends_at_;
    must(wait_for(lab_.entries.take_step(key, app::ExperimentDeed::stop, app::the_watch, "max_days")));
    now_ = ends_at_ + day / 2;
    must(wait_for(lab_.publishing.analyse(key, designer)));
    now_ = ends_at_ + day;
    app::PublicationWish wish;
    wish.slug = key;
    wish.title = "Sealed rounds for furniture, among simulated shops";
    must(wait_for(lab_.publishing.publish(key, std::move(wish), publisher)));
}

} // namespace parley::commands
