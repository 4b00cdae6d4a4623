// The data package of an experiment: its files are what its descriptor says, and the study comes back from them.
#include "wire/package_files.hpp"

#include "wire/csv.hpp"
#include "wire/package_support.hpp"
#include "wire/package_tables.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iterator>

#include <unistd.h>

namespace parley::wire {
namespace {

/// All that a study says, so that two can be held against each other.
std::string told_by(const Study& study) {
    std::string text = core::canonical(study.prereg.document) + study.prereg.sha256 + study.ended_by +
                       (study.simulated ? " simulated" : "") + (study.started_at || study.ended_at ? " moments" : "");
    for (const std::string& deviation : study.deviations)
        text += '\n' + deviation;
    return text + '\n' + csv_of(stages_table(), study.stages) + csv_of(facts_table(), study.facts);
}

TEST(PackageFiles, AreThoseThatBelongToAPackage) {
    std::vector<std::string> names;
    for (const auto& [name, bytes] : package_files(some_contents()))
        names.push_back(name);
    EXPECT_EQ(names, (std::vector<std::string>{"CHANGELOG.md", "README.md", "analysis.json", "arms.csv",
                                               "assignments.csv", "codebook.md", "datapackage.json", "facts.csv",
                                               "log.jsonl", "prereg.json", "stages.csv"}));
    EXPECT_EQ(package_files(some_contents()), package_files(some_contents()));
}

TEST(PackageFiles, AreDescribedByTheirBytes) {
    const PackageFiles files = package_files(some_contents());
    const Value descriptor = descriptor_of(files);
    EXPECT_EQ(descriptor.at("$schema"), Value("https://datapackage.org/profiles/2.0/datapackage.json"));
    EXPECT_EQ(descriptor.at("name"), Value("soft-close-furniture"));
    EXPECT_EQ(descriptor.at("created"), Value("2026-11-30T09:00:00Z"));
    ASSERT_NE(descriptor.at("resources").as_array(), nullptr);
    EXPECT_EQ(descriptor.at("resources").as_array()->size(), files.size() - 1) << "all but the descriptor";
    for (const auto& [name, bytes] : files) {
        if (name == "datapackage.json")
            continue;
        const Value resource = resource_of(files, name);
        EXPECT_EQ(resource.at("bytes"), Value(static_cast<std::int64_t>(bytes.size()))) << name;
        EXPECT_EQ(resource.at("hash"), Value("sha256:" + digest::hex(digest::sha256(bytes)))) << name;
        EXPECT_EQ(resource.at("encoding"), Value("utf-8"));
        EXPECT_EQ(resource.at("licenses").as_array()->front().at("name"),
                  Value(name.ends_with(".md") ? "CC-BY-4.0" : "CC0-1.0"))
            << name;
    }
}

TEST(PackageFiles, HaveThePreregistrationInTheBytesThatWereHashed) {
    const PackageContents contents = some_contents();
    const PackageFiles files = package_files(contents);
    EXPECT_EQ(digest::hex(digest::sha256(files.at("prereg.json"))), contents.release.study.prereg.sha256);
    EXPECT_NE(files.at("README.md").find(contents.release.study.prereg.sha256), std::string::npos);
    EXPECT_NE(files.at("README.md").find("parley lab analyse soft-close-furniture-1.0.0.zip"), std::string::npos);
}

TEST(PackageFiles, HaveTheLogAsItIsChained) {
    const PackageContents contents = some_contents();
    std::vector<design::LoggedEvent> read;
    const std::string lines = package_files(contents).at("log.jsonl");
    for (std::size_t from = 0; from < lines.size();) {
        const std::size_t to = lines.find('\n', from);
        const Value line = *parse_value(std::string_view(lines).substr(from, to - from));
        read.push_back({line.at("event"), *line.at("prev").as_string(), *line.at("hash").as_string()});
        from = to + 1;
    }
    ASSERT_EQ(read.size(), contents.log.size());
    EXPECT_EQ(design::first_break(read), std::nullopt);
    EXPECT_EQ(read.back().hash, contents.log.back().hash);
}

TEST(PackageFiles, DescribeEachColumnInSchemaAndCodebookAlike) {
    const PackageFiles files = package_files(some_contents());
    const std::string& codebook = files.at("codebook.md");
    for (const char* name : {"facts.csv", "stages.csv", "assignments.csv", "arms.csv"}) {
        const auto records = strict_csv(files.at(name));
        ASSERT_TRUE(records) << name;
        const Value schema = resource_of(files, name).at("schema");
        const Array& fields = *schema.at("fields").as_array();
        ASSERT_EQ(fields.size(), records->front().fields.size()) << name;
        for (std::size_t i = 0; i < fields.size(); ++i) {
            EXPECT_EQ(fields[i].at("name"), Value(records->front().fields[i]));
            const std::string row = "| `" + *fields[i].at("name").as_string() + "` | " +
                                    *fields[i].at("type").as_string() + " | " +
                                    (fields[i].at("constraints").at("required") == Value(true) ? "no" : "yes") + " | " +
                                    *fields[i].at("description").as_string();
            EXPECT_NE(codebook.find(row), std::string::npos) << row;
        }
    }
    EXPECT_NE(codebook.find("# Metrics\n"), std::string::npos);
    const Value schema = resource_of(files, "stages.csv").at("schema");
    EXPECT_EQ(schema.at("primaryKey"), Value(Array{"stage", "epoch", "arm"}));
    EXPECT_EQ(schema.at("fields").as_array()->front().at("categories"),
              Value(Array{"assigned", "round_opened", "first_invite_delivered", "offer_seen"}));
    EXPECT_EQ(schema.at("fields").as_array()->at(2).at("categories"),
              Value(Array{Object{{"value", 0}, {"label", "hard"}}, Object{{"value", 1}, {"label", "-soft"}}}));
    EXPECT_EQ(schema.at("foreignKeys"),
              Value(Array{Object{{"fields", Array{"arm"}},
                                 {"reference", Object{{"resource", "arms"}, {"fields", Array{"arm"}}}}}}));
}

TEST(PackageFiles, AreCsvOfWholeNumbers) {
    const PackageFiles files = package_files(some_contents(2));
    EXPECT_EQ(files.at("arms.csv"), "arm,key,weight_ppm\r\n0,hard,500000\r\n1,-soft,500000\r\n");
    EXPECT_EQ(files.at("facts.csv"),
              "unit,sector,arm,epoch,invited,opened,offers,bids,late_bids,first_ms,end_ms,duration_ms,best_ref_ppm,"
              "best_budget_ppm,has_ref,has_budget,cancelled,awarded,lowest_awarded,converted,complaints\r\n" +
                  a_fact(0).unit + ",furniture/tables,0,0,0,0,0,0,0,,900000,600000,,0,1,1,1,1,1,1,0\r\n" +
                  a_fact(1).unit + ",furniture,1,1,1,0,1,1,1,1000,900000,600000,810000,,1,0,0,0,0,0,1\r\n");
}

TEST(PackageFiles, GiveTheStudyBack) {
    const PackageContents contents = some_contents();
    const auto study = study_from_package(package_files(contents));
    ASSERT_TRUE(study) << study.error().front().pointer << ' ' << study.error().front().detail;
    EXPECT_EQ(told_by(*study), told_by(contents.release.study));
    EXPECT_EQ(study->facts.size(), 12U);
}

RC_GTEST_PROP(PackageFiles, GiveAnyFactsBack, ()) {
    PackageContents contents = some_contents(0);
    const auto numbers = *rc::gen::unique<std::vector<int>>(rc::gen::inRange(0, 1'000));
    for (const int number : numbers)
        contents.release.study.facts.push_back(a_fact(number));
    contents.release.rows_all += static_cast<std::int64_t>(numbers.size());
    const auto study = study_from_package(package_files(contents));
    RC_ASSERT(study.has_value());
    RC_ASSERT(told_by(*study) == told_by(contents.release.study));
}

TEST(PackageFiles, SayWhenRowsAreWithheld) {
    PackageContents contents = some_contents(0);
    contents.release.is_withheld = true;
    contents.release.rows_all = contents.release.left_out = 40;
    contents.release.totals = {{0, 12, 3, 15, 40, 30, 20, 25, 10, 5}};
    const PackageFiles files = package_files(contents);
    EXPECT_EQ(files.at("totals.csv"),
              "arm,consumers,retailers,requests,invited,opened,offers,bids,awarded,converted\r\n"
              "0,12,3,15,40,30,20,25,10,5\r\n");
    EXPECT_NE(files.at("README.md").find("No rows about single requests"), std::string::npos);
    EXPECT_NE(files.at("codebook.md").find("`totals.csv`"), std::string::npos);
    EXPECT_EQ(descriptor_of(files).at("study").at("privacy").at("withheld"), Value(true));
    const auto study = study_from_package(files);
    ASSERT_TRUE(study) << study.error().front().detail;
    EXPECT_TRUE(study->facts.empty());
    EXPECT_EQ(study->stages.size(), 4U);
}

TEST(PackageReading, SaysWhichLineAndColumnIsWrong) {
    const std::string whole = "must be a whole number that is not negative";
    for (const char* wrong : {",1000.5,900000", ",-1000,900000", ",01000,900000", ", 1000,900000", ",1e3,900000",
                              ",99999999999999999999,900000"})
        EXPECT_EQ(fault_of(with_text("facts.csv", ",1000,900000", wrong)),
                  "facts.csv, line 3, column first_ms: " + whole)
            << wrong;
    EXPECT_EQ(fault_of(with_text("facts.csv", ",1000,900000", ",1000,")), "facts.csv, line 3, column end_ms: " + whole)
        << "only what may be empty may be";
    EXPECT_EQ(fault_of(with_text("facts.csv", ",810000,,1,0", ",810000,,1,yes")),
              "facts.csv, line 3, column has_budget: must be 0 or 1");
    EXPECT_EQ(fault_of(with_text("stages.csv", "round_opened", "round_opend")),
              "stages.csv, line 4, column stage: is not a stage");
    EXPECT_EQ(fault_of(with_text("stages.csv", "assigned,0,1,690", "assigned,0,2,690")),
              "stages.csv, line 3, column arm: is not an arm of arms.csv");
    EXPECT_EQ(fault_of(with_text("stages.csv", "assigned,0,1,690", "assigned,0,0,690")),
              "stages.csv, line 3, column stage: is that of another row of its epoch and arm");
    EXPECT_EQ(fault_of(with_text("arms.csv", "1,-soft,500000", "1,soft,500000")),
              "arms.csv, line 3, column key: is not what prereg.json has");
    EXPECT_EQ(fault_of(with_text("arms.csv", "1,-soft,500000\r\n", "")),
              "arms.csv: must have the 2 arms of prereg.json");
    EXPECT_EQ(fault_of(with_text("facts.csv", ",810000,,1,0", ",810000,,0,0")),
              "facts.csv, line 3, column best_ref_ppm: must be null without a reference");
    EXPECT_EQ(fault_of(with_text("facts.csv", ",810000,,1,0", ",810000,1,1,0")),
              "facts.csv, line 3, column best_budget_ppm: must be null without a budget");
    const std::string unit = a_fact(1).unit;
    EXPECT_EQ(fault_of(with_text("facts.csv", unit + ",furniture,1,1,1,0", unit + ",furniture,1,1,1,2")),
              "facts.csv, line 3, column opened: must not be more than the invited ones");
    EXPECT_EQ(fault_of(with_text("facts.csv", unit, "nobody")),
              "facts.csv, line 3, column unit: is not a unit of assignments.csv");
    EXPECT_EQ(fault_of(with_text("facts.csv", unit + ",furniture,1", unit + ",furniture,0")),
              "facts.csv, line 3, column arm: is not the arm of its unit in assignments.csv");
    EXPECT_EQ(fault_of(with_text("facts.csv", unit + ",furniture", unit + ",\"furni\nture\"")),
              "facts.csv, line 3, column sector: must be a text of 1 to 200 bytes");
}

TEST(PackageReading, SaysWhatIsNoTable) {
    EXPECT_EQ(fault_of(with_text("facts.csv", ",complaints", ",complaint")).substr(0, 25), "facts.csv, line 1: must b");
    EXPECT_EQ(fault_of(with_text("arms.csv", "0,hard,", "0,\"hard,")),
              "arms.csv, line 2, byte 3: begins with a quote that is never closed");
    EXPECT_EQ(fault_of(with_text("arms.csv", "0,hard,500000", "0,hard")),
              "arms.csv, line 2, byte 7: ends a record of 2 fields, where the header has 3");
}

TEST(PackageReading, TakesAFileForWhatItIsDescribedAs) {
    const PackageFiles files = package_files(some_contents());
    auto changed = files;
    changed["facts.csv"] += "\r\n";
    EXPECT_EQ(fault_of(changed).substr(0, 15), "facts.csv: has ");
    changed = files;
    changed["analysis.json"].back() = ']';
    EXPECT_EQ(fault_of(changed), "analysis.json: is not the file that datapackage.json describes, by its SHA-256");
    changed = files;
    changed.erase("stages.csv");
    EXPECT_EQ(fault_of(changed), "stages.csv: is not in the package");
    changed = files;
    changed.erase("datapackage.json");
    EXPECT_EQ(fault_of(changed), "datapackage.json: is not in the package");
    changed = files;
    changed["notes.txt"] = "of somebody who read it";
    EXPECT_EQ(fault_of(changed), "");
    Value descriptor = descriptor_of(files);
    descriptor["resources"].as_array()->erase(descriptor["resources"].as_array()->begin());
    changed["datapackage.json"] = to_json(descriptor);
    EXPECT_EQ(fault_of(changed), "datapackage.json/resources: must describe facts.csv");
    for (const char* text : {"", "[]", "{", "{\"resources\":1}", "{\"resources\":[1]}", "1.5"}) {
        changed["datapackage.json"] = text;
        EXPECT_EQ(fault_of(changed).substr(0, 16), "datapackage.json") << text;
    }
}

TEST(PackageReading, ReadsThePreregistrationAsItIsTyped) {
    EXPECT_EQ(fault_of(with_text("prereg.json", "\"mde_bp\":200", "\"mde_bp\":200.5")),
              "prereg.json/mde_bp: must be a whole number");
    EXPECT_EQ(fault_of(with_text("prereg.json", "\"mde_bp\":200", "\"mde_bp\":0")).substr(0, 25),
              "prereg.json/mde_bp: must ");
    const auto with_study = [](const std::function<void(Value&)>& spoil) {
        PackageFiles files = package_files(some_contents());
        Value descriptor = descriptor_of(files);
        spoil(descriptor["study"]);
        files["datapackage.json"] = to_json(descriptor);
        return fault_of(files);
    };
    EXPECT_EQ(with_study([](Value&) {}), "");
    EXPECT_NE(with_study([](Value& study) { study["schema"] = "parley.study/2"; }).find("/study/schema"),
              std::string::npos);
    EXPECT_NE(with_study([](Value& study) { study["simulated"] = 1; }).find("/study/simulated"), std::string::npos);
    EXPECT_EQ(with_study([](Value& study) { study["ended_by"] = 1; }),
              "datapackage.json/study/ended_by: must be a text");
    EXPECT_EQ(with_study([](Value& study) { study["deviations"].push_back(7); }),
              "datapackage.json/study/deviations/1: must be a text");
}

/// The package of these tests as a folder, for other programs: PARLEY_PACKAGE_DIR keeps it where it says.
TEST(PackageFiles, CanBeWrittenToAFolder) {
    const char* given = std::getenv("PARLEY_PACKAGE_DIR");
    const std::filesystem::path folder =
        given != nullptr ? std::filesystem::path(given)
                         : std::filesystem::path(testing::TempDir()) / ("parley-package-" + std::to_string(getpid()));
    std::filesystem::create_directories(folder);
    const PackageFiles files = package_files(some_contents());
    for (const auto& [name, bytes] : files)
        std::ofstream(folder / name, std::ios::binary) << bytes;
    PackageFiles read;
    for (const auto& entry : std::filesystem::directory_iterator(folder)) {
        std::ifstream file(entry.path(), std::ios::binary);
        read[entry.path().filename().string()] = std::string(std::istreambuf_iterator<char>(file), {});
    }
    if (given == nullptr)
        std::filesystem::remove_all(folder);
    EXPECT_EQ(read, files) << "no name is another on a disk";
    EXPECT_EQ(fault_of(read), "");
}

} // namespace
} // namespace parley::wire
