// A data package for tests, and what is to be spoilt in it.
#pragma once

#include "app/experiment_events.hpp"
#include "app/publishing.hpp"
#include "digest/digest.hpp"
#include "lab/analyse_support.hpp"
#include "wire/package_files.hpp"
#include "wire/study_json.hpp"
#include "wire/value_json.hpp"

#include <gtest/gtest.h>

namespace parley::wire {

namespace design = lab::design;
using core::Value;
using lab::analyse::Fact;
using lab::analyse::Stage;
using lab::analyse::Study;
using Object = Value::Object;
using Array = Value::Array;

inline Value a_document() {
    Value document = lab::analyse::a_registration();
    document["mde_bp"] = 200;
    document["coverage_ppm"] = 500'000;
    document["ramp"] = Array{500'000, 1'000'000};
    document["arms"] = Array{lab::analyse::arm_value("hard", 500'000), lab::analyse::arm_value("-soft", 500'000)};
    return document;
}

inline Fact a_fact(int number) {
    Fact fact;
    fact.unit = digest::hex(digest::sha256(std::to_string(number))).substr(0, 32);
    fact.sector = number % 3 == 0 ? "furniture/tables" : "furniture";
    fact.arm = static_cast<std::size_t>(number % 2);
    fact.epoch = number % 2;
    fact.invited = number;
    fact.opened = number / 2;
    fact.offers = number % 5;
    fact.bids = fact.offers + number / 7;
    fact.late_bids = fact.bids > 0 ? number % 2 : 0;
    if (number % 5 != 0) {
        fact.first_ms = 1'000 * number;
        fact.best_ref_ppm = 10'000 * (80 + number);
    }
    fact.end_ms = 900'000;
    fact.duration_ms = 600'000;
    fact.has_ref = true;
    fact.has_budget = number % 2 == 0;
    if (fact.has_budget)
        fact.best_budget_ppm = 50'000 * number;
    fact.cancelled = number % 11 == 0;
    fact.awarded = number % 3 == 0;
    fact.lowest_awarded = number % 6 == 0;
    fact.converted = number % 9 == 0;
    fact.complaints = number % 4;
    return fact;
}

inline PackageContents some_contents(int facts = 12) {
    PackageContents contents;
    Study& study = contents.release.study;
    auto prereg = design::prereg_from(a_document());
    EXPECT_TRUE(prereg) << prereg.error().pointer << ' ' << prereg.error().detail;
    study.prereg = std::move(*prereg);
    study.ended_by = "size_reached";
    study.simulated = true;
    study.stages = {{Stage::assigned, 0, 0, 700},
                    {Stage::assigned, 0, 1, 690},
                    {Stage::round_opened, 1, 1, 5},
                    {Stage::assigned, 1, 1, 680}};
    for (int i = 0; i < facts; ++i)
        study.facts.push_back(a_fact(i));
    contents.release.rows_all = facts + 1;
    contents.release.left_out = 1;
    const auto log = [&](const char* type, std::string why) {
        Value event = app::experiment_event(type, "ada", *core::parse_rfc3339("2026-11-01T09:00:00Z"));
        if (!why.empty())
            event["why"] = std::move(why);
        if (type == std::string_view(app::registered_event)) {
            event["version"] = study.prereg.version;
            event["sha256"] = study.prereg.sha256;
        }
        contents.log.push_back(design::chained(contents.log, std::move(event)));
    };
    log(app::registered_event, "");
    log("start", "größer, \"so\"");
    log("stop", "a day \"longer\", as\nthe log says");
    log(app::analysed_event, "");
    study.deviations = app::deviations_in({}, contents.log);
    contents.analysis = analysis_json(study, lab::analyse::analyse(study));
    contents.metrics = "# Metrics\n\nWhat they mean.\n";
    contents.meta = {.slug = "soft-close-furniture",
                     .title = "Soft closes in furniture",
                     .id = "https://parley.example/findings/soft-close-furniture",
                     .homepage = "https://parley.example/findings/soft-close-furniture",
                     .version = "1.0.0",
                     .created = *core::parse_rfc3339("2026-11-30T09:00:00Z"),
                     .contributors = {{"Parley research", {"creator"}}},
                     .changes = {{"1.0.0", "2026-11-30", "First published."}}};
    return contents;
}

inline Value descriptor_of(const PackageFiles& files) {
    return parse_value(files.at("datapackage.json")).value_or(Value());
}

inline Value resource_of(const PackageFiles& files, std::string_view path) {
    const Value descriptor = descriptor_of(files);
    for (const Value& resource : *descriptor.at("resources").as_array())
        if (resource.at("path") == Value(path))
            return resource;
    ADD_FAILURE() << path << " is not described";
    return {};
}

/// Puts `change` into a file and describes it anew, as somebody would who makes a package by hand.
inline PackageFiles with_file(PackageFiles files, const std::string& path, std::string bytes) {
    Value descriptor = descriptor_of(files);
    for (Value& resource : *descriptor["resources"].as_array())
        if (resource.at("path") == Value(path)) {
            resource["bytes"] = static_cast<std::int64_t>(bytes.size());
            resource["hash"] = "sha256:" + digest::hex(digest::sha256(bytes));
        }
    files[path] = std::move(bytes);
    files["datapackage.json"] = to_json(descriptor);
    return files;
}

inline PackageFiles with_text(const std::string& path, std::string_view from, std::string_view to) {
    const PackageFiles files = package_files(some_contents());
    std::string bytes = files.at(path);
    const auto at = bytes.find(from);
    EXPECT_NE(at, std::string::npos) << from;
    return with_file(files, path, bytes.replace(at, from.size(), to));
}

/// The first fault, "place: detail".
inline std::string fault_of(const PackageFiles& files) {
    const auto study = study_from_package(files);
    return study ? "" : study.error().front().pointer + ": " + study.error().front().detail;
}

} // namespace parley::wire
