// All files of the lab are read alike, and what cannot be read is said in words and with its place.
#include "wire/lab_file.hpp"

#include "wire/simulate_json.hpp"
#include "wire/stats_cases.hpp"
#include "wire/study_json.hpp"

#include <gtest/gtest.h>

namespace parley::wire {
namespace {

using namespace std::string_view_literals;

std::string words(const FieldError& fault) {
    return fault.pointer + ": " + fault.detail + " (" + fault.code + ')';
}

std::string deep() {
    return "{\"cases\":" + std::string(40, '[') + std::string(40, ']') + '}';
}

TEST(LabFile, ThatCannotBeReadIsNamedAlikeByAllReaders) {
    std::string levels;
    for (int i = 0; i < 31; ++i)
        levels += "/0";
    const std::pair<std::string, std::string> cases[] = {
        {R"({"cases":[],"cases":[]})", "/cases: comes twice in its object (duplicate_key)"},
        {R"({"a":[{"b":1,"b":1}]})", "/a/0/b: comes twice in its object (duplicate_key)"},
        {deep(), "/cases" + levels + ": lies more than 32 objects and lists deep (too_deep)"},
        {std::string("{\"cases\":[]}\0garbage"sv),
         "line 1, column 13: here the file is not JSON, at byte 13 (invalid_json)"},
        {"{\n  \"cases\": [1,,]\n}", "line 2, column 15: here the file is not JSON, at byte 17 (invalid_json)"},
        {"{\"cases\":[]} {}", "line 1, column 14: here the file is not JSON, at byte 14 (invalid_json)"},
        {"{\"cases\":", "line 1, column 9: here the file ends, and its JSON does not (invalid_json)"},
        {"{\"cases\":1e999}", "line 1, column 14: 1e999 is beyond what a double can hold (invalid_json)"},
        {"", "line 1, column 1: the file is empty (invalid_json)"},
    };
    for (const auto& [text, expected] : cases) {
        const auto object = object_in(text);
        ASSERT_FALSE(object) << text;
        EXPECT_EQ(words(object.error().front()), expected);
        const auto study = answer_analyse(text);
        ASSERT_FALSE(study) << text;
        EXPECT_EQ(words(study.error().front()), expected);
        const auto cases_file = answer_stats_cases(text);
        ASSERT_FALSE(cases_file) << text;
        EXPECT_EQ(words(cases_file.error()), expected);
        const auto simulated = answer_simulations(text);
        ASSERT_FALSE(simulated) << text;
        EXPECT_EQ(words(simulated.error()), expected);
    }
}

} // namespace
} // namespace parley::wire
