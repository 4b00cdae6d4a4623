// From the files of a data package back to the study.
#include "core/matching/sectors.hpp"
#include "digest/digest.hpp"
#include "wire/lab_file.hpp"
#include "wire/package_files.hpp"
#include "wire/package_log.hpp"
#include "wire/package_tables.hpp"
#include "wire/value_json.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

namespace parley::wire {

namespace {

using core::Value;
using Errors = std::vector<FieldError>;
using lab::analyse::Fact;
using lab::analyse::Stage;
using lab::analyse::StageCount;
using lab::analyse::Study;

constexpr const char* descriptor_name = "datapackage.json";

/// Reads what is needed of the files of one package; what a reader returns means nothing once there is an error.
class Reader {
public:
    explicit Reader(const PackageFiles& files) : files_(files) {}

    ReadFile<Study> study() {
        const Value descriptor = document(descriptor_name);
        if (errors_.empty())
            check_bytes(descriptor);
        if (errors_.empty())
            study_.prereg = prereg();
        if (errors_.empty()) {
            read_words(descriptor.at("study"));
            check_package_log(bytes("log.jsonl"), bytes("prereg.json"), study_, errors_);
            read_tables();
            if (errors_.empty())
                check_rows_told(descriptor.at("study").at("privacy"));
        }
        if (!errors_.empty())
            return std::move(errors_);
        return std::move(study_);
    }

private:
    void fail(std::string place, std::string code, std::string detail) {
        errors_.push_back({std::move(place), std::move(code), std::move(detail)});
    }

    const std::string& bytes(const std::string& name) {
        static const std::string none;
        const auto file = files_.find(name);
        if (file != files_.end())
            return file->second;
        fail(name, "required", "is not in the package");
        return none;
    }

    Value document(const std::string& name) {
        const std::size_t faults = errors_.size();
        const std::string& text = bytes(name);
        if (errors_.size() > faults)
            return {};
        ParsedBody parsed = parse_body(text);
        if (parsed.value && members_of(*parsed.value) != nullptr)
            return std::move(*parsed.value);
        if (parsed.value) {
            fail(name, "not_an_object", "must be one JSON object");
            return {};
        }
        const FieldError fault = unreadable_file(text, parsed);
        fail(name + (fault.pointer.starts_with('/') ? "" : ", ") + fault.pointer, fault.code, fault.detail);
        return {};
    }

    /// Each file that is described is there and is the one that was published.
    void check_bytes(const Value& descriptor) {
        const std::string at = std::string(descriptor_name) + "/resources";
        const auto* resources = descriptor.at("resources").as_array();
        if (resources == nullptr)
            return fail(at, "not_a_list", "must be a list");
        std::set<std::string> described;
        for (std::size_t i = 0; i < resources->size(); ++i) {
            const Value& resource = (*resources)[i];
            const auto* path = resource.at("path").as_string();
            const auto* size = resource.at("bytes").as_integer();
            const auto* hash = resource.at("hash").as_string();
            if (path == nullptr || size == nullptr || hash == nullptr) {
                fail(at + '/' + std::to_string(i), "required", "must have a path, bytes and a hash");
                continue;
            }
            described.insert(*path);
            const std::size_t faults = errors_.size();
            const std::string& file = bytes(*path);
            if (errors_.size() > faults)
                continue;
            if (static_cast<std::int64_t>(file.size()) != *size)
                fail(*path, "bad_size",
                     "has " + std::to_string(file.size()) + " bytes, where datapackage.json says " +
                         std::to_string(*size));
            else if (*hash != "sha256:" + digest::hex(digest::sha256(file)))
                fail(*path, "bad_hash", "is not the file that datapackage.json describes, by its SHA-256");
        }
        for (const std::string name :
             {"facts.csv", "stages.csv", "assignments.csv", "arms.csv", "prereg.json", "log.jsonl", "analysis.json"})
            if (!described.contains(name))
                fail(at, "required", "must describe " + name);
    }

    lab::design::Prereg prereg() {
        const std::string name = "prereg.json";
        const Value value = document(name);
        if (!errors_.empty())
            return {};
        return prereg_in(value, name, errors_).value_or(lab::design::Prereg{});
    }

    void read_words(const Value& words) {
        const std::string at = std::string(descriptor_name) + "/study";
        Body body(words, errors_, at);
        body.word("schema", {"parley.study/1"}, true);
        if (const auto* sha256 = words.at("prereg_sha256").as_string();
            sha256 == nullptr || *sha256 != study_.prereg.sha256)
            fail(at + "/prereg_sha256", "other_prereg", "must be the SHA-256 of prereg.json");
        study_.simulated = body.truth("simulated", true).value_or(false);
        if (const auto* ended_by = words.at("ended_by").as_string())
            study_.ended_by = *ended_by;
        else
            fail(at + "/ended_by", "not_a_text", "must be a text");
        const auto* deviations = words.at("deviations").as_array();
        if (deviations == nullptr)
            return fail(at + "/deviations", "not_a_list", "must be a list");
        for (std::size_t i = 0; i < deviations->size(); ++i)
            if (const auto* deviation = (*deviations)[i].as_string())
                study_.deviations.push_back(*deviation);
            else
                fail(at + "/deviations/" + std::to_string(i), "not_a_text", "must be a text");
    }

    template <class Row>
    std::vector<Row> rows(const Table<Row>& table) {
        return rows_from(table, bytes(file_of(table.name)), errors_);
    }

    void read_tables() {
        const std::vector<ArmRow> arms = rows(arms_table());
        const std::vector<Assignment> assignments = rows(assignments_table());
        study_.stages = rows(stages_table());
        study_.facts = rows(facts_table());
        // Lines can be counted off by rows only where each of them was read.
        if (!errors_.empty())
            return;
        check_arms(arms);
        check_stages();
        check_facts(arms_of(assignments));
        if (!errors_.empty())
            return;
        check_assignments(assignments);
        check_counts();
    }

    void check_arms(const std::vector<ArmRow>& rows) {
        const auto& arms = study_.prereg.arms;
        if (rows.size() != arms.size())
            fail("arms.csv", "other_arms", "must have the " + std::to_string(arms.size()) + " arms of prereg.json");
        for (std::size_t i = 0; i < std::min(rows.size(), arms.size()); ++i) {
            const auto expect = [&](const char* column, bool is_so) {
                if (!is_so)
                    fail(place_in("arms", i, column), "other_arms", "is not what prereg.json has");
            };
            expect("arm", rows[i].arm == i);
            expect("key", rows[i].key == arms[i].key);
            expect("weight_ppm", rows[i].weight_ppm == arms[i].weight_ppm);
        }
    }

    bool has_arm(std::string_view table, std::size_t row, std::size_t arm) {
        if (arm < study_.prereg.arms.size())
            return true;
        fail(place_in(table, row, "arm"), "unknown_arm", "is not an arm of arms.csv");
        return false;
    }

    std::map<std::string_view, std::size_t> arms_of(const std::vector<Assignment>& assignments) {
        std::map<std::string_view, std::size_t> arm_of;
        for (std::size_t i = 0; i < assignments.size(); ++i) {
            has_arm("assignments", i, assignments[i].arm);
            if (!arm_of.emplace(assignments[i].unit, assignments[i].arm).second)
                fail(place_in("assignments", i, "unit"), "comes_twice", "is the unit of another row");
        }
        return arm_of;
    }

    /// Its ramp has no other steps, and without one there is a single epoch.
    void check_epoch(std::string_view table, std::size_t row, std::int64_t epoch) {
        const auto epochs = static_cast<std::int64_t>(std::max<std::size_t>(study_.prereg.ramp.size(), 1));
        if (epoch >= epochs)
            fail(place_in(table, row, "epoch"), "unknown_epoch",
                 "must be from 0 to " + std::to_string(epochs - 1) + ", by the ramp of prereg.json");
    }

    void check_stages() {
        std::set<std::tuple<Stage, std::int64_t, std::size_t>> seen;
        for (std::size_t i = 0; i < study_.stages.size(); ++i) {
            const StageCount& count = study_.stages[i];
            has_arm("stages", i, count.arm);
            check_epoch("stages", i, count.epoch);
            if (count.units > lab::analyse::count_max)
                fail(place_in("stages", i, "units"), "too_many", "must be no more than a thousand million");
            if (!seen.emplace(count.stage, count.epoch, count.arm).second)
                fail(place_in("stages", i, "stage"), "comes_twice", "is that of another row of its epoch and arm");
        }
    }

    void check_facts(const std::map<std::string_view, std::size_t>& arm_of) {
        std::set<std::string_view> seen;
        for (std::size_t i = 0; i < study_.facts.size(); ++i) {
            const Fact& fact = study_.facts[i];
            const auto unit = arm_of.find(fact.unit);
            if (unit == arm_of.end())
                fail(place_in("facts", i, "unit"), "unknown_unit", "is not a unit of assignments.csv");
            else if (has_arm("facts", i, fact.arm) && unit->second != fact.arm)
                fail(place_in("facts", i, "arm"), "other_arm", "is not the arm of its unit in assignments.csv");
            if (!seen.insert(fact.unit).second && study_.prereg.unit == lab::design::Unit::intent)
                fail(place_in("facts", i, "unit"), "comes_twice",
                     "is the unit of another row, and each unit is one request");
            if (std::ranges::none_of(study_.prereg.sectors, [&](const std::string& registered) {
                    return core::lies_within(fact.sector, registered);
                }))
                fail(place_in("facts", i, "sector"), "unknown_sector", "lies in no sector of prereg.json");
            check_epoch("facts", i, fact.epoch);
            for (const lab::analyse::Contradiction& wrong : lab::analyse::contradictions_in(fact))
                fail(place_in("facts", i, wrong.member), "contradiction", wrong.detail);
        }
    }

    void check_assignments(const std::vector<Assignment>& assignments) {
        std::set<std::string_view> units;
        for (const Fact& fact : study_.facts)
            units.insert(fact.unit);
        for (std::size_t i = 0; i < assignments.size(); ++i)
            if (!units.contains(assignments[i].unit))
                fail(place_in("assignments", i, "unit"), "unknown_unit", "is not a unit of facts.csv");
    }

    /// Whoever came farther was assigned, and so was whoever rows tell of.
    void check_counts() {
        std::map<std::pair<std::int64_t, std::size_t>, std::int64_t> assigned;
        for (const StageCount& count : study_.stages)
            if (count.stage == Stage::assigned)
                assigned[{count.epoch, count.arm}] = count.units;
        for (std::size_t i = 0; i < study_.stages.size(); ++i)
            if (const StageCount& count = study_.stages[i]; count.units > assigned[{count.epoch, count.arm}])
                fail(place_in("stages", i, "units"), "too_many", "must not be more than were assigned then to the arm");
        std::map<std::pair<std::int64_t, std::size_t>, std::set<std::string_view>> told;
        for (const Fact& fact : study_.facts)
            told[{fact.epoch, fact.arm}].insert(fact.unit);
        for (const auto& [where, units] : told)
            if (static_cast<std::int64_t>(units.size()) > assigned[where])
                fail("stages.csv", "too_few",
                     "must tell that " + std::to_string(units.size()) + " units were assigned in epoch " +
                         std::to_string(where.first) + " to arm " + std::to_string(where.second) +
                         ", for facts.csv has so many");
    }

    void check_rows_told(const Value& privacy) {
        const std::string at = std::string(descriptor_name) + "/study/privacy";
        const auto* all = privacy.at("rows_all").as_integer();
        const auto* left_out = privacy.at("rows_left_out").as_integer();
        const auto rows = static_cast<std::int64_t>(study_.facts.size());
        if (all == nullptr || left_out == nullptr || *left_out < 0 || *all < *left_out)
            fail(at, "required", "must have rows_all, and rows_left_out of them");
        else if (*all - *left_out != rows)
            fail("facts.csv", "other_rows",
                 "has " + std::to_string(rows) + " rows, where datapackage.json tells of " +
                     std::to_string(*all - *left_out));
    }

    const PackageFiles& files_;
    Errors errors_;
    Study study_;
};

} // namespace

ReadFile<Study> study_from_package(const PackageFiles& files) {
    return Reader(files).study();
}

} // namespace parley::wire
