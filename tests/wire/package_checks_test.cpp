// A data package is believed only where its parts fit each other, however well its descriptor was written again.
#include "wire/package_analysis.hpp"
#include "wire/package_support.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace parley::wire {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

/// "place: detail" of each fault.
std::vector<std::string> faults_of(const PackageFiles& files) {
    const auto answered = answer_package(files);
    std::vector<std::string> faults;
    if (!answered)
        for (const FieldError& fault : answered.error())
            faults.push_back(fault.pointer + ": " + fault.detail);
    return faults;
}
std::string first_fault_of(const PackageFiles& files) {
    const auto faults = faults_of(files);
    return faults.empty() ? "" : faults.front();
}

/// As with_text, of a package that was made before.
PackageFiles changed(const PackageFiles& files, const std::string& path, std::string_view from, std::string_view to) {
    std::string bytes = files.at(path);
    const auto at = bytes.find(from);
    EXPECT_NE(at, std::string::npos) << from;
    return with_file(files, path, bytes.replace(at, from.size(), to));
}

std::vector<std::string> lines_of(const std::string& text) {
    std::vector<std::string> lines;
    for (std::size_t from = 0; from < text.size(); from = text.find('\n', from) + 1)
        lines.push_back(text.substr(from, text.find('\n', from) + 1 - from));
    return lines;
}

std::string joined(const std::vector<std::string>& lines) {
    std::string text;
    for (const std::string& line : lines)
        text += line;
    return text;
}

TEST(PackageChecks, AGoodPackageGivesItsAnalysisAgain) {
    const PackageContents contents = some_contents();
    const auto answered = answer_package(package_files(contents));
    ASSERT_TRUE(answered) << answered.error().front().pointer << ' ' << answered.error().front().detail;
    EXPECT_EQ(*answered, contents.analysis);
}

TEST(PackageChecks, ALogThatWasEditedOrCutIsNamedWithItsLine) {
    const PackageFiles files = package_files(some_contents());
    const std::string chain = "has hashes that do not follow from its event and the line before";
    EXPECT_EQ(first_fault_of(changed(files, "log.jsonl", "größer", "kleiner")), "log.jsonl, line 2: " + chain);
    const std::vector<std::string> lines = lines_of(files.at("log.jsonl"));
    ASSERT_EQ(lines.size(), 4U);
    const auto with_lines = [&](const std::vector<std::string>& some) {
        return first_fault_of(with_file(files, "log.jsonl", joined(some)));
    };
    EXPECT_EQ(with_lines({lines[1], lines[2], lines[3]}), "log.jsonl, line 1: " + chain);
    EXPECT_EQ(with_lines({lines[0], lines[1], lines[3]}), "log.jsonl, line 3: " + chain);
    EXPECT_THAT(with_lines({lines[0], lines[1], lines[2]}), StartsWith("log.jsonl, line 3: must not be the last line"));
    EXPECT_EQ(with_lines({}), "log.jsonl: has no line, and must begin with the registration");
    EXPECT_EQ(with_lines({lines[0], lines[1], lines[2], lines[3].substr(0, 40)}),
              "log.jsonl, line 4: is cut off: it has no end of line");
    EXPECT_EQ(with_lines({lines[0], "\n", lines[1], lines[2], lines[3]}), "log.jsonl, line 2: is not one JSON object");
    EXPECT_EQ(with_lines({lines[0], "{\"event\":{},\"event\":{}}\n"}),
              "log.jsonl, line 2/event: comes twice in its object");
}

TEST(PackageChecks, APreregistrationThatIsNotTheOneOfTheLogIsNoneOfIt) {
    PackageFiles files = changed(package_files(some_contents()), "prereg.json", "\"mde_bp\":200", "\"mde_bp\":300");
    EXPECT_EQ(first_fault_of(files), "datapackage.json/study/prereg_sha256: must be the SHA-256 of prereg.json");
    Value descriptor = descriptor_of(files);
    const std::string sha256 = digest::hex(digest::sha256(files.at("prereg.json")));
    descriptor["study"]["prereg_sha256"] = sha256;
    files["datapackage.json"] = to_json(descriptor);
    EXPECT_THAT(first_fault_of(files), StartsWith("prereg.json: is not what was registered: its SHA-256 is " + sha256 +
                                                  ", and log.jsonl, line 1 has "));
}

TEST(PackageChecks, DeviationsAreThoseOfTheLog) {
    PackageFiles files = package_files(some_contents());
    Value descriptor = descriptor_of(files);
    descriptor["study"]["deviations"] = Array{"Nothing was done otherwise."};
    files["datapackage.json"] = to_json(descriptor);
    EXPECT_THAT(first_fault_of(files),
                StartsWith("datapackage.json/study/deviations/0: must be what log.jsonl tells: Stopped on "));
    descriptor["study"]["deviations"] = Array{};
    files["datapackage.json"] = to_json(descriptor);
    EXPECT_EQ(first_fault_of(files), "datapackage.json/study/deviations: are 0, where log.jsonl tells of 1");
}

TEST(PackageChecks, AnAnalysisThatRowsDoNotGiveIsToldByItsPlaceWithBothValues) {
    const PackageFiles files = package_files(some_contents());
    EXPECT_EQ(faults_of(changed(files, "analysis.json", "\"alpha\": 0.05", "\"alpha\": 0.06")),
              std::vector<std::string>{"analysis.json/experiment/alpha: says 0.06, where the rows give 0.05"});
    EXPECT_EQ(
        faults_of(changed(files, "analysis.json", "\"finding\": \"uninformative\"", "\"finding\": \"supported\"")),
        std::vector<std::string>{"analysis.json/hypotheses/0/arms/0/finding: says \"supported\", where the rows "
                                 "give \"uninformative\""});
    EXPECT_EQ(faults_of(changed(files, "analysis.json", "\"alpha\": 0.05", "\"alpha\": 0.0500000000001")),
              std::vector<std::string>{})
        << "machines differ in the last digits";
    EXPECT_THAT(first_fault_of(changed(files, "analysis.json", "\"alpha\": 0.05,", "")),
                HasSubstr("analysis.json/experiment/alpha: is missing, where the rows give 0.05"));
    EXPECT_THAT(first_fault_of(changed(files, "analysis.json", "\"alpha\": 0.05", "\"alfa\": 0.05")),
                HasSubstr("analysis.json/experiment/alfa: says 0.05, which the rows do not give"));
    EXPECT_THAT(first_fault_of(changed(files, "analysis.json", "\"notes\": []", "\"notes\": [\"none\"]")),
                HasSubstr("analysis.json/notes: has 1 items, where the rows give 0"));
    EXPECT_THAT(first_fault_of(with_file(files, "analysis.json", "{")),
                StartsWith("analysis.json, line 1, column 1: "));
    // Rows that were changed, under an analysis that was not.
    EXPECT_THAT(first_fault_of(changed(files, "facts.csv", ",900000,600000,", ",900000,500000,")),
                StartsWith("analysis.json/"));
}

TEST(PackageChecks, RowsAreOfTheSectorsEpochsAndUnitsThatThereAre) {
    const PackageFiles files = package_files(some_contents());
    const std::string row = lines_of(files.at("facts.csv")).back();
    EXPECT_EQ(first_fault_of(with_file(files, "facts.csv", files.at("facts.csv") + row)),
              "facts.csv, line 14, column unit: is the unit of another row, and each unit is one request");
    const std::string unit = a_fact(1).unit;
    EXPECT_EQ(first_fault_of(changed(files, "facts.csv", unit + ",furniture,", unit + ",boats,")),
              "facts.csv, line 3, column sector: lies in no sector of prereg.json");
    EXPECT_EQ(first_fault_of(changed(files, "facts.csv", unit + ",furniture,1,1,", unit + ",furniture,1,2,")),
              "facts.csv, line 3, column epoch: must be from 0 to 1, by the ramp of prereg.json");
    EXPECT_EQ(
        first_fault_of(changed(files, "facts.csv", unit + ",furniture,1,1,1,", unit + ",furniture,1,1,1000000001,")),
        "facts.csv, line 3, column invited: must be no more than a thousand million");
    std::vector<std::string> lines = lines_of(files.at("facts.csv"));
    lines.pop_back();
    EXPECT_EQ(first_fault_of(with_file(files, "facts.csv", joined(lines))),
              "assignments.csv, line " + std::to_string([&] {
                  const auto units = lines_of(files.at("assignments.csv"));
                  const auto found = std::ranges::find_if(
                      units, [&](const std::string& line) { return line.starts_with(row.substr(0, row.find(','))); });
                  return found - units.begin() + 1;
              }()) +
                  ", column unit: is not a unit of facts.csv");
}

TEST(PackageChecks, StagesCountThoseOfWhomRowsTell) {
    const PackageFiles files = package_files(some_contents());
    const std::string header = lines_of(files.at("stages.csv")).front();
    EXPECT_EQ(first_fault_of(with_file(files, "stages.csv", header)),
              "stages.csv: must tell that 6 units were assigned in epoch 0 to arm 0, for facts.csv has so many");
    EXPECT_EQ(first_fault_of(changed(files, "stages.csv", "assigned,0,1,690", "assigned,0,1,9223372036854775807")),
              "stages.csv, line 3, column units: must be no more than a thousand million");
    EXPECT_EQ(first_fault_of(changed(files, "stages.csv", "assigned,0,1,690", "assigned,7,1,690")),
              "stages.csv, line 3, column epoch: must be from 0 to 1, by the ramp of prereg.json");
    EXPECT_EQ(first_fault_of(changed(files, "stages.csv", "round_opened,1,1,5", "round_opened,1,1,681")),
              "stages.csv, line 4, column units: must not be more than were assigned then to the arm");
}

TEST(PackageChecks, RowsAreAsManyAsAreToldOf) {
    PackageFiles files = package_files(some_contents());
    Value descriptor = descriptor_of(files);
    descriptor["study"]["privacy"]["rows_left_out"] = 2;
    files["datapackage.json"] = to_json(descriptor);
    EXPECT_EQ(first_fault_of(files), "facts.csv: has 12 rows, where datapackage.json tells of 11");
}

} // namespace
} // namespace parley::wire
