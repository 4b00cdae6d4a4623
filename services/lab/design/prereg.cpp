#include "lab/design/prereg.hpp"

#include "core/money.hpp"
#include "digest/digest.hpp"
#include "lab/design/assignment.hpp"
#include "lab/design/namespaces.hpp"
#include "lab/design/pointer.hpp"

#include <algorithm>

namespace parley::lab::design {

namespace {

using core::ppm_per_one;
using core::Value;

constexpr std::int64_t count_max = 1'000'000'000;
constexpr std::size_t text_max = 10'000; // bytes
constexpr std::size_t items_max = 100;   // of any list
constexpr std::size_t arms_max = 20;

bool is_hash(const std::string& text) {
    return digest::from_hex<32>(text).has_value() &&
           std::ranges::none_of(text, [](char c) { return 'A' <= c && c <= 'F'; });
}

bool is_key(const std::string& text) {
    return !text.empty() && text.size() <= 64 && std::ranges::all_of(text, [](char c) {
        return ('a' <= c && c <= 'z') || ('0' <= c && c <= '9') || c == '-' || c == '_';
    });
}

/// Reads the members of one object; what it returns means nothing once there is a fault.
class Members {
public:
    Members(const Value& object, std::string pointer, FirstFault& fail)
        : object_(object), pointer_(std::move(pointer)), fail_(fail) {
        if (object.as_object() == nullptr)
            fail_(pointer_, "must be an object");
    }

    const Value& take(std::string_view name) {
        known_.insert(std::string(name));
        return object_.at(name);
    }
    bool has(std::string_view name) const { return !object_.at(name).is_null(); }

    std::string text(std::string_view name) {
        const auto* text = take(name).as_string();
        if (text != nullptr && !text->empty() && text->size() <= text_max)
            return *text;
        fail(name, "must be a text of 1 to 10000 bytes");
        return {};
    }
    std::string word(std::string_view name, const std::vector<std::string_view>& words) {
        const auto* text = take(name).as_string();
        if (text != nullptr && std::ranges::find(words, *text) != words.end())
            return *text;
        std::string choices;
        for (const std::string_view word : words)
            choices.append(choices.empty() ? "" : ", ").append(word);
        fail(name, "must be one of " + choices);
        return {};
    }
    std::int64_t number(std::string_view name, std::int64_t low, std::int64_t high) {
        const auto* number = take(name).as_integer();
        if (number != nullptr && low <= *number && *number <= high)
            return *number;
        fail(name, "must be a whole number between " + std::to_string(low) + " and " + std::to_string(high));
        return low;
    }
    std::string key(std::string_view name) {
        const auto* text = take(name).as_string();
        if (text != nullptr && is_key(*text))
            return *text;
        fail(name, "must be 1 to 64 of a-z, 0-9, - and _");
        return {};
    }
    std::string hash(std::string_view name) {
        const auto* text = take(name).as_string();
        if (text != nullptr && is_hash(*text))
            return *text;
        fail(name, "must be a SHA-256 in lower-case hex");
        return {};
    }
    std::vector<std::string> texts(std::string_view name, std::size_t least) {
        std::vector<std::string> read;
        for (const Value& item : items(name, least)) {
            if (item.as_string() == nullptr || item.as_string()->empty())
                fail(name, "must be a list of texts");
            else if (std::ranges::find(read, *item.as_string()) != read.end())
                fail(name, "must not name anything twice");
            else
                read.push_back(*item.as_string());
        }
        return read;
    }
    /// Runs `read` with a reader of each item of a list of objects.
    template <class Read>
    void objects(std::string_view name, std::size_t least, const Read& read) {
        const Value::Array& list = items(name, least);
        for (std::size_t i = 0; i < list.size(); ++i) {
            Members item(list[i], pointer_ + step_to(name) + '/' + std::to_string(i), fail_);
            read(item);
            item.done();
        }
    }
    const Value::Array& items(std::string_view name, std::size_t least) {
        static const Value::Array none;
        const Value& member = take(name);
        if (member.is_null() && least == 0)
            return none;
        const auto* list = member.as_array();
        if (list != nullptr && least <= list->size() && list->size() <= items_max)
            return *list;
        fail(name, "must be a list of " + std::to_string(least) + " to 100 items");
        return none;
    }

    void fail(std::string_view name, std::string detail) { fail_(pointer_ + step_to(name), std::move(detail)); }
    void done() {
        if (const auto* members = object_.as_object())
            for (const auto& [name, member] : *members)
                if (!known_.contains(name))
                    fail(name, "is not a known member");
    }

private:
    const Value& object_;
    std::string pointer_;
    FirstFault& fail_;
    std::set<std::string> known_;
};

void read_hypotheses(Members& top) {
    bool has_primary = false;
    top.objects("hypotheses", 1, [&](Members& hypothesis) {
        hypothesis.key("metric");
        hypothesis.text("id");
        hypothesis.text("text");
        hypothesis.word("direction", {"increase", "decrease", "two_sided"});
        has_primary |= hypothesis.word("role", {"primary", "secondary", "exploratory"}) == "primary";
    });
    if (!has_primary)
        top.fail("hypotheses", "must have a primary one");
}

void read_arms(Members& top, Prereg& prereg) {
    Split split{.salt = prereg.key, .weight_ppm = {}};
    top.objects("arms", 2, [&](Members& arm) {
        Arm read;
        read.key = arm.key("key");
        read.weight_ppm = arm.number("weight_ppm", 0, ppm_per_one);
        if (arm.has("title"))
            read.title = arm.text("title");
        arm.items("patch", 0);
        read.patch = arm.has("patch") ? arm.take("patch") : Value(Value::Array{});
        if (std::ranges::find(prereg.arms, read.key, &Arm::key) != prereg.arms.end())
            arm.fail("key", "is another arm's already");
        split.weight_ppm.push_back(read.weight_ppm);
        prereg.arms.push_back(std::move(read));
    });
    if (prereg.arms.size() > arms_max)
        top.fail("arms", "must be at most 20");
    if (fault_in(split))
        top.fail("arms", "must have weights that come to 1000000 together");
}

void read_ramp(Members& top, Prereg& prereg) {
    prereg.coverage_ppm = top.number("coverage_ppm", 1, ppm_per_one);
    if (!top.has("ramp")) {
        top.take("ramp");
        return;
    }
    for (const Value& step : top.items("ramp", 1))
        prereg.ramp.push_back(step.as_integer() != nullptr ? *step.as_integer() : 0);
    if (const auto fault = fault_in(prereg.ramp))
        top.fail("ramp", "has a step that " + fault->detail);
    else if (prereg.ramp.front() != prereg.coverage_ppm)
        top.fail("ramp", "must begin with coverage_ppm");
}

/// What is judged by and how: the lab computes with it later, and a reader reads it now.
void read_sampling_and_analysis(Members& top) {
    top.number("alpha_ppm", 1, ppm_per_one / 2);
    top.number("power_ppm", 1, ppm_per_one - 1);
    top.number("mde_bp", 1, count_max);
    top.number("n_per_arm", 1, count_max);
    top.number("max_days", 1, 366);
    top.word("correction", {"none", "bonferroni", "holm", "benjamini_hochberg"});
    top.objects("guardrails", 1, [](Members& guardrail) {
        guardrail.key("metric");
        guardrail.word("direction", {"increase", "decrease"});
        guardrail.number("margin_bp", 0, count_max);
    });
    top.texts("analysis", 1);
    for (const std::string_view name : {"strata", "exclusions", "covariates"})
        top.texts(name, 0);
    // Parts of the OSF form that are prose, or parameters of a method that has its own reader.
    for (const std::string_view name :
         {"description", "design", "randomisation", "sampling", "stopping_rule", "variables", "inference",
          "missing_data", "exploratory", "sequential", "winsor", "rerandomisation", "switchback", "embargo_until_stop"})
        top.take(name);
}

std::optional<DesignFault> fault_of_unit(const Prereg& prereg) {
    const Unit smallest = unit_needed(prereg);
    if (prereg.pilot || is_at_least(prereg.unit, smallest))
        return std::nullopt;
    return DesignFault{"/unit", "must be at least " + std::string(core::name_of(smallest)) +
                                    " for what the patches change, unless this is a pilot"};
}

} // namespace

DesignResult<Prereg> prereg_from(const Value& document) {
    FirstFault fail;
    Members top(document, "", fail);
    Prereg prereg;
    top.word("schema", {"parley.prereg/1"});
    prereg.key = top.key("key");
    top.text("title");
    prereg.version = top.number("version", 1, count_max);
    if (prereg.version > 1)
        prereg.supersedes = top.hash("supersedes");
    read_hypotheses(top);
    prereg.sectors = top.texts("sectors", 1);
    const auto units = names_of(Unit{});
    prereg.unit = core::from_name<Unit>(top.word("unit", {units.begin(), units.end()})).value_or(Unit::intent);
    if (const Value& pilot = top.take("pilot"); pilot.as_bool() != nullptr)
        prereg.pilot = *pilot.as_bool();
    else if (!pilot.is_null())
        top.fail("pilot", "must be true or false");
    read_arms(top, prereg);
    read_ramp(top, prereg);
    read_sampling_and_analysis(top);
    prereg.base_rules_sha256 = top.hash("base_rules_sha256");
    prereg.bounds_sha256 = top.hash("bounds_sha256");
    top.done();
    if (fail.found())
        return *fail.found();
    prereg.document = document;
    prereg.sha256 = sha256_of(document);
    return prereg;
}

Unit unit_needed(const Prereg& prereg) {
    std::set<std::string> pointers;
    for (const Arm& arm : prereg.arms)
        pointers.merge(replaced_by(arm.patch));
    return smallest_unit(pointers);
}

std::optional<DesignFault> fault_at_lock(const Prereg& prereg, const Value& rules, const RuleBounds& bounds) {
    if (prereg.base_rules_sha256 != sha256_of(rules))
        return DesignFault{"/base_rules_sha256", "is not the hash of the rules that the arms would change"};
    if (prereg.bounds_sha256 != bounds.sha256)
        return DesignFault{"/bounds_sha256", "is not the hash of the bounds in force"};
    for (std::size_t i = 0; i < prereg.arms.size(); ++i) {
        const CheckedPatch checked = check_patch(prereg.arms[i].patch, rules, bounds);
        if (!checked.is_valid()) {
            const PatchFault& fault = checked.faults.front();
            return DesignFault{"/arms/" + std::to_string(i) + "/patch" + fault.pointer,
                               fault.detail + " (" + fault.code + ')'};
        }
    }
    return fault_of_unit(prereg);
}

std::optional<DesignFault> fault_as_successor(const Prereg& prereg, const Prereg& earlier) {
    if (prereg.key != earlier.key)
        return DesignFault{"/key", "must be that of the version before"};
    if (prereg.version != earlier.version + 1)
        return DesignFault{"/version", "must be " + std::to_string(earlier.version + 1)};
    if (prereg.supersedes != earlier.sha256)
        return DesignFault{"/supersedes", "must be the hash of the version before"};
    return std::nullopt;
}

} // namespace parley::lab::design
